using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Research;

/// <summary>
/// Draws extracts of the patients that joined a study. Nobody is handed out twice in one study: no two extracts of it overlap, and there is
/// nothing to subtract, whoever joins or leaves in between.
/// </summary>
public sealed class ExtractDesk(
    LedgerStore store, Vault.Vault vault, StudyReader studies, ExtractReader extracts, CareReader care, AccessPolicy policy, PatientAccess access,
    LedgerSecret secret, ILedgerNetwork network, Clock clock)
{
    /// <summary>The most patients in one extract, whoever joined first; the others are in the next.</summary>
    public const int MostPatients = 10_000;

    /// <exception cref="RefusedException">404 for a study that is not the institute's; 409 for one that is not approved, and where too few wait.</exception>
    public async Task<OperationDraft> DrawAsync(Actor institute, LedgerId study, RequestIdentity request, CancellationToken cancellation)
    {
        var terms = await studies.RequireApprovedAsync(institute, study, cancellation);
        var earlier = await extracts.DrawnAsync(institute, study, cancellation);
        var cases = await CasesAsync(institute, terms, earlier.HandedOut, cancellation);
        var rows = Deidentification.Apply([.. cases.Keys], terms.K, terms.Told);
        if (rows.Count == 0) throw Problems.ExtractTooSmall.With().AsException();

        var told = rows.Select(row => row.Patient).ToHashSet();
        var participants = cases.Where(one => told.Contains(one.Key.Pseudonym)).Select(one => one.Value).ToList();
        var leftOut = cases.Count - participants.Count;
        var id = request.Derive("extract");
        await access.NoteResearchAsync(institute, participants, id, "extract.draw", cancellation);

        var vaultOfInstitute = await vault.RequireAsync(institute.Entity, cancellation);
        var description = Seal(id, PayloadKinds.Extract, Extract.Describe(terms, rows, leftOut >= terms.K ? leftOut : null));
        // Its place among the study's extracts is its id: of two that are drawn at once, one finds it taken.
        var rowsId = new LedgerId(secret.Hash("extract rows", study.ToString(), $"{earlier.Count}").ToBytes());
        var content = Seal(rowsId, PayloadKinds.ExtractRows, Extract.Contain(participants, rows));
        // The description's commitment is over these, too, by their hashes.
        content.Commitment = description.Commitment;
        var answer = vaultOfInstitute.OpenPayload(description);
        (answer["id"], answer["status"]) = (id.ToString(), "available");
        return new OperationDraft
        {
            Request = request,
            Actor = institute,
            Subject = institute.Entity,
            Command = new RecordExtract(id, study, description.Commitment),
            Resource = id.ToString(),
            Payloads = [description, content],
            Answer = answer,
        };

        Payload Seal(LedgerId payload, string kind, JsonObject of) => vaultOfInstitute.SealPayload(
            new PayloadDraft(payload, kind, institute.Entity, 1, Digest.Zero, request.RequestId, of), network.Identity);
    }

    async Task<Dictionary<Case, Participant>> CasesAsync(
        Actor institute, StudyTerms terms, IReadOnlySet<LedgerId> handedOut, CancellationToken cancellation)
    {
        IReadOnlyList<Participant> joined;
        await using (var db = await store.OpenSnapshotAsync(cancellation)) joined = await policy.ParticipantsAsync(db, institute, terms.Study, cancellation);
        var key = new StudyKey(secret, terms.Study);
        var cases = new Dictionary<Case, Participant>(ReferenceEqualityComparer.Instance);
        foreach (var participant in joined.Where(one => !handedOut.Contains(one.Patient)))
        {
            if (cases.Count == MostPatients) break;
            if (await care.ReadAsync(participant.Patient, 0, long.MaxValue, cancellation) is { } of && CaseOf(of, terms, key) is { Entries.Count: > 0 } one)
                cases[one] = participant;
        }
        return cases;
    }

    Case CaseOf(PatientCare care, StudyTerms terms, StudyKey key)
    {
        var shift = key.ShiftOf(care.Patient);
        var (from, until) = (clock.StartOf(new Validity(null, terms.From)), clock.EndOf(new Validity(null, terms.Until)));
        return new Case(
            key.PseudonymOf(care.Patient), care.Sex, care.AgeOn(terms.From),
            [.. care.Diagnoses.Where(one => from <= one.At && one.At <= until && terms.Concerns(one.Code)).Select(one => new CaseEntry(DateOnly.FromDateTime(one.At.UtcDateTime).AddDays(shift), one.Code))]);
    }
}
