using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>What was recorded of an extract; status is `available`, `void` where a consent under it has ended, `lost` where its rows are gone.</summary>
public sealed record ExtractView(string Id, string Study, string Status, JsonNode? Description, DateTimeOffset RecordedAt, LedgerView Ledger) : Confidential;

/// <summary>Reads extracts. Their rows are handed out while each consent that they rest on is live.</summary>
public sealed class ExtractReader(
    LedgerStore store, Vault.Vault vault, StudyReader studies, AccessPolicy policy, PatientAccess access, AccessLog log, Verifier verifier)
{
    const string Read = "extract.read";

    /// <summary>For the institute and regulators, newest first.</summary>
    /// <exception cref="RefusedException">404: no such study, or another institute's.</exception>
    public async Task<Page<ExtractView>> ListAsync(Actor actor, LedgerId study, PageRequest page, CancellationToken cancellation)
    {
        var institute = await InstituteOfAsync(actor, study, cancellation);
        await using var db = store.OpenRead();
        var rows = await db.StudyExtracts.Where(row => row.Study == study && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        var live = await LiveAsync(institute, study, cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, async row =>
        {
            var (description, payload) = await vault.OpenContentAsync(db, institute.Entity, row.Id, cancellation);
            var content = await ContentAsync(db, institute.Entity, payload, cancellation);
            var status = content is null ? "lost" : IsVoid(content, live) ? "void" : "available";
            return new ExtractView(
                row.Id.ToString(), study.ToString(), status, description, DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At),
                LedgerView.Of(row.Ledger, payload?.RequestId));
        });
    }

    /// <summary>The rows, each patient of whom has this in its access log by then.</summary>
    /// <exception cref="RefusedException">404: absent, or another's; 409: the study has ended, or a consent under the extract.</exception>
    public async Task<IReadOnlyList<ExtractRow>> RowsAsync(Actor institute, LedgerId study, LedgerId extract, CancellationToken cancellation)
    {
        await studies.RequireApprovedAsync(institute, study, cancellation);
        await using var db = store.OpenRead();
        await RequireAsync(db, study, extract, cancellation);
        var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == extract, cancellation);
        var content = await ContentAsync(db, institute.Entity, payload, cancellation) ?? throw Problems.NotFound.With().AsException();
        await RequireLiveAsync(institute, study, content, cancellation);
        await access.NoteResearchAsync(institute, Extract.ParticipantsOf(content), extract, Read, cancellation);
        // Once more: whoever draws meanwhile either found that on the log, or what ended the consent is found here.
        await RequireLiveAsync(institute, study, content, cancellation);
        return Extract.RowsOf(content);
    }

    /// <summary>What it takes to check the description against the chain.</summary>
    /// <exception cref="RefusedException">404: absent, or another's.</exception>
    public async Task<VerificationView> VerifyAsync(Actor actor, LedgerId study, LedgerId extract, CancellationToken cancellation)
    {
        var institute = await InstituteOfAsync(actor, study, cancellation);
        await using var db = store.OpenRead();
        var row = await RequireAsync(db, study, extract, cancellation);
        return await verifier.VerifyAsync(new Verifiable(extract, institute.Entity, Scopes.None, extract, 1, Digest.Zero, row.Ledger), cancellation);
    }

    /// <summary>How many extracts of a study were drawn, and whose data they handed out or still may.</summary>
    /// <exception cref="RefusedException">409: one is on its way to the ledger, or what one held is lost.</exception>
    internal async Task<(int Count, IReadOnlySet<LedgerId> HandedOut)> DrawnAsync(Actor institute, LedgerId study, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var operations = await db.Operations.Where(row => row.Actor == institute.Entity).Select(row => new { row.State, row.Command }).ToListAsync(cancellation);
        var drawn = operations.Where(row => row.Command is RecordExtract record && record.Study == study).ToList();
        if (drawn.Any(row => row.State is OperationState.Accepted or OperationState.Sent))
            throw Problems.LedgerConflict.With("Another extract of the study is being recorded: try again later.").AsException();

        var live = await LiveAsync(institute, study, cancellation);
        var handedOut = new HashSet<LedgerId>();
        foreach (var extract in await db.StudyExtracts.Where(row => row.Study == study).Select(row => row.Id).ToListAsync(cancellation))
        {
            var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == extract, cancellation);
            var content = await ContentAsync(db, institute.Entity, payload, cancellation)
                ?? throw Problems.LedgerConflict.With("Whose data an earlier extract handed out is lost: nothing more may be, in this study.").AsException();
            // One that is void and was never read has handed nothing out and never will.
            var participants = Extract.ParticipantsOf(content);
            if (!IsVoid(content, live) || await log.HoldsAsync(participants[0].Patient, extract, Read, cancellation))
                handedOut.UnionWith(participants.Select(one => one.Patient));
        }
        return (drawn.Count, handedOut);
    }

    async Task RequireLiveAsync(Actor institute, LedgerId study, JsonObject content, CancellationToken cancellation)
    {
        if (IsVoid(content, await LiveAsync(institute, study, cancellation))) throw Problems.ExtractVoid.With().AsException();
    }

    async Task<IReadOnlySet<LedgerId>> LiveAsync(Actor institute, LedgerId study, CancellationToken cancellation)
    {
        await using var db = await store.OpenSnapshotAsync(cancellation);
        return (await policy.ParticipantsAsync(db, institute, study, cancellation)).SelectMany(one => one.Consents).ToHashSet();
    }

    // A consent that has ended never comes back to life; who joins again gives another.
    static bool IsVoid(JsonObject content, IReadOnlySet<LedgerId> live) =>
        Extract.ParticipantsOf(content).Any(one => !one.Consents.Any(live.Contains));

    async Task<Actor> InstituteOfAsync(Actor actor, LedgerId study, CancellationToken cancellation)
    {
        var row = await studies.RequireAsync(actor, study, cancellation);
        return actor.Entity == row.Institute || actor.Class == EntityClass.Regulator
            ? new Actor(row.Institute, "", EntityClass.ResearchInstitute)
            : throw Problems.NotFound.With().AsException();
    }

    static async Task<StudyExtract> RequireAsync(LedgerDb db, LedgerId study, LedgerId extract, CancellationToken cancellation) =>
        await db.StudyExtracts.FirstOrDefaultAsync(row => row.Id == extract && row.Study == study, cancellation) ?? throw Problems.NotFound.With().AsException();

    async Task<JsonObject?> ContentAsync(LedgerDb db, LedgerId institute, Payload? description, CancellationToken cancellation)
    {
        if (description is null) return null;
        var rows = await db.Payloads.FirstOrDefaultAsync(
            row => row.RequestId == description.RequestId && row.Kind == PayloadKinds.ExtractRows, cancellation);
        return rows is null ? null : await vault.OpenContentAsync(institute, rows, cancellation);
    }
}
