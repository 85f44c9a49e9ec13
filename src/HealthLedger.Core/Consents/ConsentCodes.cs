using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consents;

/// <summary>How many codes are printed.</summary>
public sealed record CodesBody(int? Count, OperatorBody? Operator = null) : Confidential, IOperated
{
    public const int Most = 10;
}

/// <summary>Codes to be printed and handed to the patient; shown once, and again only to a repetition of the request.</summary>
public sealed record CodesView(IReadOnlyList<string> Codes, DateTimeOffset ExpiresAt) : Confidential;

/// <summary>One-time codes: `7K3M-9QX2`, forty bits of chance, bound to their patient, valid for half a year.</summary>
public sealed class ConsentCodes(
    LedgerStore store, LedgerSecret secret, EntityDirectory directory, PatientAccess access, AccessPolicy policy, Clock clock)
{
    const int Length = 8, Outstanding = 30;
    static readonly TimeSpan validity = TimeSpan.FromDays(180);

    /// <summary>For the patient, for a regulator at registration, for a physician with consent to write at a consultation.</summary>
    /// <exception cref="RefusedException">404 without consent; 409 where too many are out; 422 idempotency-key-reused.</exception>
    public async Task<CodesView> IssueAsync(Actor actor, LedgerId patient, CodesBody body, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "consent-codes.issue";
        if (actor.Class == EntityClass.Regulator || actor.Entity == patient) await access.NoteAsync(actor, patient, Action, cancellation);
        else await access.RequireAsync(actor, patient, Scopes.RecordsWrite, null, Action, null, cancellation);

        // All that the key may have printed, so that one that printed another number is told.
        var possible = Enumerable.Range(0, CodesBody.Most).Select(index => Print(request, index)).ToArray();
        var hashes = possible.Select(code => HashOf(patient, code)).ToArray();
        var codes = possible[..(body.Count ?? 1)];
        var (now, expires) = (clock.Milliseconds, (clock.Now + validity).ToUnixTimeMilliseconds());
        var until = await store.AddOnceAsync(
            async (db, token) =>
            {
                var printed = await db.ConsentCodes.Where(row => hashes.Contains(row.Hash)).Select(row => row.ExpiresAt).ToListAsync(token);
                if (printed.Count > 0)
                    return printed.Count == codes.Length ? printed[0] : throw Problems.IdempotencyKeyReused.With().AsException();
                if (await db.ConsentCodes.CountAsync(row => row.Patient == patient && row.UsedBy == null && row.ExpiresAt > now, token) + codes.Length > Outstanding)
                    throw Problems.CodesOutstanding.With().AsException();
                db.AddRange(hashes.Take(codes.Length).Select(hash => new ConsentCode
                {
                    Hash = hash, Patient = patient, IssuedBy = actor.Entity, IssuedAt = now, ExpiresAt = expires,
                }));
                return expires;
            },
            cancellation);
        return new CodesView(codes, DateTimeOffset.FromUnixTimeMilliseconds(until));
    }

    /// <summary>The sheet was lost: none of the patient's codes approves anything any more.</summary>
    public async Task VoidAsync(Actor actor, LedgerId patient, CancellationToken cancellation)
    {
        const string Action = "consent-codes.void";
        if (actor.Class != EntityClass.Regulator && actor.Entity != patient) throw await access.RefuseAsync(actor, patient, null, Action, cancellation);
        await access.NoteAsync(actor, patient, Action, cancellation);
        var now = clock.Milliseconds;
        await store.WriteAsync(
            (db, token) => db.ConsentCodes.Where(row => row.Patient == patient && row.ExpiresAt > now)
                .ExecuteUpdateAsync(row => row.SetProperty(code => code.ExpiresAt, now), token),
            cancellation);
    }

    /// <summary>The code as the patient read it out; null where it approves nothing for this grantee now.</summary>
    internal async Task<ConsentCode?> FindAsync(LedgerDb db, LedgerId patient, LedgerId grantee, string text, CancellationToken cancellation)
    {
        if (Normal(text) is not { } code) return null;
        var (hash, now) = (HashOf(patient, code), clock.Milliseconds);
        var row = await db.ConsentCodes.AsNoTracking().FirstOrDefaultAsync(known => known.Hash == hash && known.ExpiresAt > now && known.IssuedBy != grantee, cancellation);
        if (row?.UsedBy is not { } operation) return row;
        return await OperationQueries.CameToNothingAsync(db, operation, cancellation) ? row : null;
    }

    /// <summary>The id of the consent that a code gives: one code is one consent on the ledger, whatever this store forgets.</summary>
    internal LedgerId ConsentOf(LedgerId patient, string text) => new(secret.Hash("consent by code", patient.ToString(), Normal(text) ?? "").ToBytes());

    /// <summary>A physician's sheet is good while the physician may write on the patient; whoever else prints is not bound to a consent.</summary>
    internal async Task<bool> StandsAsync(ConsentCode code, CancellationToken cancellation)
    {
        if (await directory.FindAsync(code.IssuedBy, cancellation) is not { Class: EntityClass.Physician } issuer) return true;
        await using var db = await store.OpenSnapshotAsync(cancellation);
        var actor = new Actor(issuer.Entity, issuer.Identifier, issuer.Class);
        return (await policy.JudgeAsync(db, actor, code.Patient, Scopes.RecordsWrite, null, cancellation)).Allowed;
    }

    // From the ledger's secret, so that a repetition prints the same ones; the request's own id will never be public, but need not be secret either.
    string Print(RequestIdentity request, int index)
    {
        var bytes = secret.Hash("consent-code print", request.RequestId.ToString(), $"{index}").ToBytes();
        return Grouped(string.Concat(bytes.Take(Length).Select(one => Crockford.Symbols[one & 31])));
    }

    Digest HashOf(LedgerId patient, string code) => secret.Hash("consent-code", patient.ToString(), code);

    static string Grouped(string code) => $"{code[..4]}-{code[4..]}";

    // Spaces, dashes, lower case and look-alike letters are forgiven.
    static string? Normal(string text)
    {
        var values = text.Where(symbol => symbol is not (' ' or '-')).Select(symbol => char.IsAscii(symbol) ? Crockford.ValueOf(symbol) : -1).ToArray();
        return values.Length == Length && values.All(value => value >= 0) ? Grouped(string.Concat(values.Select(value => Crockford.Symbols[value]))) : null;
    }
}
