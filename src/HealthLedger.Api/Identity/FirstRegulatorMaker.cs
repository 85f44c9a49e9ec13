using System.Security.Cryptography;
using System.Text;
using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Api.Identity;

/// <summary>Makes the first regulator, once, and tells whoever set the gateway up how it signs in.</summary>
public sealed class FirstRegulatorMaker(
    LedgerStore store, Vault vault, IKeyCustody custody, Credentials credentials, BootstrapFile bootstrap, TimeProvider clock) : IFirstRegulator
{
    const string FactName = "first-regulator";

    public async Task<FirstRegulator> GetOrCreateAsync(LedgerIdentity ledger, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is null)
            try
            {
                await CreateAsync(ledger, cancellation);
            }
            catch (DbUpdateException failure) when (StoreFaults.Of(failure) is null)
            {
                // Another replica made it at the same moment; found below.
            }
        var entity = await FindAsync(cancellation) ?? throw new InvalidOperationException("The first regulator was just made.");
        var subject = await vault.RequireAsync(entity, cancellation);
        return await store.WriteAsync(
            async (db, token) =>
            {
                var profile = await db.Payloads.AsTracking().SingleAsync(row => row.Id == entity, token);
                // A deployment that was tried again stands at another address: the same profile, bound to that one.
                profile.Commitment = Commitments.Of(subject.FieldsOf(profile, ledger), subject.OpenCanonical(profile));
                var key = await db.EntityKeys.SingleAsync(row => row.Entity == entity && row.Version == 1, token);
                return new FirstRegulator(entity, key.Address, profile.Commitment);
            },
            cancellation);
    }

    /// <summary>While the first password is still the temporary one, writes it beside the data and returns it; else removes that file.</summary>
    internal async Task<(string Identifier, string TemporaryPassword)?> PublishAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is { } entity)
        {
            await using var db = store.OpenRead();
            var credential = await db.Credentials.SingleAsync(row => row.Entity == entity, cancellation);
            if (credential is { Version: 1, SealedTemporary: { } box } && credential.TemporaryUntil > clock.GetUtcNow().ToUnixTimeMilliseconds())
            {
                var identity = await db.Identities.SingleAsync(row => row.Entity == entity, cancellation);
                var subject = await vault.RequireAsync(entity, cancellation);
                var password = Encoding.UTF8.GetString(subject.Open(box, Answers.TemporaryPasswordContext));
                bootstrap.Write(identity.Identifier, password);
                return (identity.Identifier, password);
            }
        }
        bootstrap.Remove();
        return null;
    }

    async Task CreateAsync(LedgerIdentity ledger, CancellationToken cancellation)
    {
        var id = LedgerId.Random();
        var (subjectKey, subject) = vault.CreateSubject(id);
        var profile = subject.SealPayload(
            new PayloadDraft(
                id, PayloadKinds.Profile, id, Version: 1, Digest.Zero, new Digest(RandomNumberGenerator.GetBytes(32)),
                new EntityBody(EntityClass.Regulator.NameOf(), "First regulator").ToContent()),
            ledger);
        var key = custody.Create(id, version: 1);
        var credential = (await credentials.NewTemporaryAsync(cancellation)).For(id, subject);
        var identity = new Core.Regulation.Identity
        {
            Entity = id,
            Identifier = EntityIdentifier.Create(EntityClass.Regulator, RandomNumberGenerator.GetBytes(16)).ToString(),
            Class = EntityClass.Regulator,
        };
        await store.WriteAsync(
            (db, _) =>
            {
                db.AddRange(new Fact { Name = FactName, Value = id.ToString() }, subjectKey, profile, key, credential, identity);
                return Task.CompletedTask;
            },
            cancellation);
    }

    async Task<LedgerId?> FindAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var fact = await db.Facts.SingleOrDefaultAsync(row => row.Name == FactName, cancellation);
        return fact is null ? null : LedgerId.Parse(fact.Value);
    }
}
