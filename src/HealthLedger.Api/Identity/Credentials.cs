using System.Net;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Api.Identity;

/// <summary>Passwords from their first, temporary one on: made, checked, changed, reset. A change ends every token that came from the old one.</summary>
public sealed class Credentials(
    LedgerStore store, Vault vault, EntityDirectory directory, PasswordHasher hasher, LockOut lockOut, BootstrapFile bootstrap, TimeProvider clock)
{
    /// <summary>A temporary password for an entity that is being registered: `(await NewTemporaryAsync(…)).For` makes its credential.</summary>
    public async Task<TemporaryPassword> NewTemporaryAsync(CancellationToken cancellation)
    {
        var text = Passwords.Temporary();
        return new TemporaryPassword(text, await hasher.HashAsync(text, cancellation), clock.GetUtcNow() + Passwords.TemporaryFor);
    }

    /// <summary>Who signs in with these; null for nobody, whatever the reason, after the same time.</summary>
    public async Task<SignedIn?> SignInAsync(string? username, string? password, IPAddress? address, CancellationToken cancellation)
    {
        SignedIn? signedIn = null;
        var known = EntityIdentifier.TryParse(username, out var identifier);
        await lockOut.AttemptAsync(known ? identifier.ToString() : "", address, async () =>
        {
            var identity = known ? await directory.FindAsync(identifier, cancellation) : null;
            var credential = identity is null ? null : await FindAsync(identity.Entity, cancellation);
            if (!await hasher.VerifyAsync(credential?.PasswordHash, password ?? "", cancellation) || HasExpired(credential!)) return false;
            signedIn = new SignedIn(identity!, credential!.Version);
            return true;
        }, cancellation);
        return signedIn;
    }

    /// <summary>Whether a session that began with this version of the credential may go on.</summary>
    public async Task<SignedIn?> ContinueAsync(LedgerId entity, int version, CancellationToken cancellation) =>
        await directory.FindAsync(entity, cancellation) is { } identity
        && await FindAsync(entity, cancellation) is { } credential && credential.Version == version && !HasExpired(credential)
            ? new SignedIn(identity, version)
            : null;

    /// <exception cref="RefusedException">password-wrong, or 400 for a new password that is none.</exception>
    public async Task ChangeAsync(Actor actor, string current, string next, IPAddress? address, CancellationToken cancellation)
    {
        var credential = await FindAsync(actor.Entity, cancellation) ?? throw Problems.Unauthorized.With().AsException();
        if (!await lockOut.AttemptAsync(actor.Identifier, address, () => hasher.VerifyAsync(credential.PasswordHash, current, cancellation), cancellation))
            throw Problems.PasswordWrong.With(errors: new Dictionary<string, string[]> { ["currentPassword"] = ["This is wrong."] }).AsException();
        if (Passwords.Fault(next, actor.Identifier, current) is { } fault)
            throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]> { ["newPassword"] = [fault] }).AsException();
        var hash = await hasher.HashAsync(next, cancellation);
        var changed = await store.WriteAsync(
            (db, token) => db.Credentials.Where(row => row.Entity == actor.Entity && row.Version == credential.Version).ExecuteUpdateAsync(
                row => row.SetProperty(one => one.PasswordHash, hash).SetProperty(one => one.Version, one => one.Version + 1)
                    .SetProperty(one => one.TemporaryUntil, (long?)null).SetProperty(one => one.SealedTemporary, (byte[]?)null),
                token),
            cancellation);
        // Two changes at once, on whichever replica: the second one's current password is no longer that.
        if (changed == 0) throw Problems.PasswordWrong.With().AsException();
        bootstrap.RemoveOf(actor.Identifier);
    }

    /// <summary>Ends the entity's password and all its tokens, and gives it a temporary one.</summary>
    /// <exception cref="RefusedException">not-found: nobody of that id, or erased.</exception>
    public async Task<string> ResetAsync(LedgerId entity, CancellationToken cancellation)
    {
        var identity = await directory.FindAsync(entity, cancellation) ?? throw Problems.NotFound.With().AsException();
        var subject = await vault.SubjectAsync(entity, cancellation) ?? throw Problems.NotFound.With().AsException();
        var temporary = await NewTemporaryAsync(cancellation);
        var replacing = temporary.For(entity, subject);
        // The version goes on from whatever it is then: no token of a change that comes between outlives this.
        await store.WriteAsync(
            (db, token) => db.Credentials.Where(row => row.Entity == entity).ExecuteUpdateAsync(
                row => row.SetProperty(one => one.PasswordHash, replacing.PasswordHash).SetProperty(one => one.Version, one => one.Version + 1)
                    .SetProperty(one => one.TemporaryUntil, replacing.TemporaryUntil).SetProperty(one => one.SealedTemporary, replacing.SealedTemporary),
                token),
            cancellation);
        bootstrap.RemoveOf(identity.Identifier);
        return temporary.Text;
    }

    async Task<Credential?> FindAsync(LedgerId entity, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Credentials.SingleOrDefaultAsync(row => row.Entity == entity, cancellation);
    }

    bool HasExpired(Credential credential) => credential.TemporaryUntil < clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>An entity with the version of the credential that it proved.</summary>
public sealed record SignedIn(Core.Regulation.Identity Identity, int Version);
