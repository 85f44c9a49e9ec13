using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consents;

/// <summary>Makes a patient's grants and revocations into operations.</summary>
public sealed class ConsentDesk(LedgerStore store, EntityDirectory directory, Clock clock)
{
    static readonly DateTimeOffset earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="patient">Whose consent it is.</param>
    /// <param name="body">Its terms.</param>
    /// <param name="request">The request that says so.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <param name="asked">The consent's id where it answers something that is answered once, whatever is lost; null: of this request's own.</param>
    /// <exception cref="RefusedException">422 for a grantee or a resource that does not exist and for impossible dates; 409 for a suspended one.</exception>
    public async Task<OperationDraft> GrantAsync(Actor patient, ConsentBody body, RequestIdentity request, CancellationToken cancellation,
        LedgerId? asked = null)
    {
        var grantee = await RequireGranteeAsync(patient, body.Grantee!, request, cancellation);
        var resource = grantee.Class == EntityClass.ResearchInstitute ? await RequireStudyAsync(grantee, body, request, cancellation)
            : body.Resource is null ? (LedgerId?)null : await RequireResourceAsync(patient, body.Resource, cancellation);
        var id = asked ?? request.Derive("consent");
        var known = request.Returns ? await FindAsync(patient, id, cancellation) : null;
        var from = body.ValidFrom is { } start ? clock.StartOf(start)
            : known is not null ? DateTimeOffset.FromUnixTimeSeconds(known.ValidFrom) : await NowOfTheLedgerAsync(cancellation);
        var until = clock.EndOf(body.ValidUntil!);
        if (!request.Returns) Check(from, until);
        var scopes = body.Scopes!.Aggregate(Scopes.None, (mask, word) => mask | ConsentWords.ScopeOf(word));
        var command = new GrantConsent(
            id, patient.Entity, grantee.Entity, scopes, ConsentWords.PurposeOf(body.Purpose), from.ToUnixTimeSeconds(),
            until.ToUnixTimeSeconds(), resource);
        // No commitment tells whether it says what it said then: the ledger has its very terms.
        if (known is not null && command != CommandOf(known)) throw Problems.IdempotencyKeyReused.With().AsException();
        return new OperationDraft
        {
            Request = request,
            Actor = patient,
            Subject = patient.Entity,
            Command = command,
            Resource = id.ToString(),
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["patient"] = patient.Identifier,
                ["grantee"] = grantee.Identifier,
                ["scopes"] = new JsonArray([.. scopes.WordsOf().Select(word => JsonValue.Create(word))]),
                ["purpose"] = body.Purpose,
                ["validFrom"] = JsonTime.Print(command.ValidFrom * 1000),
                ["validUntil"] = JsonTime.Print(command.ValidUntil * 1000),
                ["resource"] = resource?.ToString(),
            },
        };
    }

    /// <summary>Revokes a consent, one that is still on its way to the ledger included.</summary>
    /// <exception cref="RefusedException">404: the patient never gave it.</exception>
    public async Task<OperationDraft> RevokeAsync(Actor patient, LedgerId consent, RequestIdentity request, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var text = consent.ToString();
        var given = await db.Consents.AnyAsync(row => row.Patient == patient.Entity && row.Id == consent, cancellation)
            || await db.Operations.AnyAsync(row => row.Actor == patient.Entity && row.Resource == text && row.State != OperationState.Failed, cancellation);
        if (!given) throw Problems.NotFound.With().AsException();
        return new OperationDraft
        {
            Request = request,
            Actor = patient,
            Subject = patient.Entity,
            Command = new RevokeConsent(patient.Entity, consent),
            Resource = text,
            Answer = new JsonObject { ["id"] = text, ["status"] = "revoked" },
        };
    }

    void Check(DateTimeOffset from, DateTimeOffset until)
    {
        clock.RefusePast(until, "validUntil");
        if (from < earliest) throw Problems.Broken("validFrom", "lies before the year 2000");
        if (from >= until) throw Problems.Broken("validUntil", "is not after validFrom");
    }

    async Task<Consent?> FindAsync(Actor patient, LedgerId consent, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Consents.FirstOrDefaultAsync(row => row.Patient == patient.Entity && row.Id == consent, cancellation);
    }

    static GrantConsent CommandOf(Consent row) =>
        new(row.Id, row.Patient, row.Grantee, row.Scopes, row.Purpose, row.ValidFrom, row.ValidUntil, row.Resource);

    // By the ledger's clock, which may be behind ours: what the patient grants holds from the next block on.
    async Task<DateTimeOffset> NowOfTheLedgerAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return DateTimeOffset.FromUnixTimeSeconds(await LedgerTime.EarlierAsync(db, clock.Now, cancellation));
    }

    async Task<Identity> RequireGranteeAsync(Actor patient, string text, RequestIdentity request, CancellationToken cancellation)
    {
        if (!EntityIdentifier.TryParse(text, out var identifier)) throw Problems.IdentifierInvalid.With().AsException();
        var grantee = await directory.FindAsync(identifier, cancellation) ?? throw Problems.Broken("grantee", "is not registered");
        if (grantee.Entity == patient.Entity) throw Problems.Broken("grantee", "is the patient");
        if (grantee.Class is EntityClass.Patient or EntityClass.Regulator) throw Problems.Broken("grantee", "is neither a professional nor an organization in care");
        if (request.Returns) return grantee;
        await using var db = store.OpenRead();
        var active = await db.Entities.AnyAsync(row => row.Id == grantee.Entity && row.Status == EntityStatus.Active, cancellation);
        return active ? grantee : throw Problems.EntityNotActive.With("The grantee is suspended.").AsException();
    }

    // An institute never reads anybody's records: a patient joins one study, which hands out what cannot be told to be the patient's.
    async Task<LedgerId> RequireStudyAsync(Identity institute, ConsentBody body, RequestIdentity request, CancellationToken cancellation)
    {
        if (body.Purpose != Purpose.Research.WordOf()) throw Problems.Broken("purpose", "is not research, and the grantee is a research institute");
        if (body.Scopes is not ["records:read"]) throw Problems.Broken("scopes", "are not records:read alone, and the grantee is a research institute");
        if (body.Resource is null) throw Problems.Broken("resource", "is missing: a research institute is let in by the study's id");
        if (!LedgerId.TryParse(body.Resource, out var id)) throw Problems.IdentifierInvalid.With("resource is no id of this ledger.").AsException();
        await using var db = store.OpenRead();
        var joinable = request.Returns || await db.Studies.AnyAsync(
            row => row.Id == id && row.Institute == institute.Entity && row.Status == StudyStatus.Approved, cancellation);
        return joinable ? id : throw Problems.Broken("resource", "is no approved study of the grantee");
    }

    async Task<LedgerId> RequireResourceAsync(Actor patient, string text, CancellationToken cancellation)
    {
        if (!LedgerId.TryParse(text, out var id)) throw Problems.IdentifierInvalid.With("resource is no id of this ledger.").AsException();
        await using var db = store.OpenRead();
        var own = await db.Prescriptions.AnyAsync(row => row.Id == id && row.Patient == patient.Entity, cancellation)
            || await db.ExamRequests.AnyAsync(row => row.Id == id && row.Patient == patient.Entity, cancellation);
        return own ? id : throw Problems.Broken("resource", "is no prescription or exam request of the patient");
    }
}
