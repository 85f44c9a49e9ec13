using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Benchmarks.Million;

/// <summary>An entity that was never registered over HTTP but has all that one has; it signs in with the password of whoever made the hash.</summary>
sealed record Registered(LedgerId Id, string Identifier, EntityClass Class, SubjectVault Vault)
{
    public static Registered Write(Ink ink, EntityClass entityClass, EntityBody body, long position)
    {
        var id = LedgerId.Random();
        var (subjectKey, subject) = ink.Vault.CreateSubject(id);
        var identifier = EntityIdentifier.Create(entityClass, RandomNumberGenerator.GetBytes(16)).ToString();
        var key = ink.Custody.Create(id, 1);
        var registered = new Registered(id, identifier, entityClass, subject);
        var request = Ink.AnyDigest();
        var profile = ink.Seal(registered, id, PayloadKinds.Profile, ink.Regulator, request, body.ToContent());
        ink.Rows.AddRange(
        [
            subjectKey, key, new Identity { Entity = id, Identifier = identifier, Class = entityClass, Confirmed = true },
            new Credential { Entity = id, PasswordHash = ink.PasswordHash, Version = 1 },
            new Entity
            {
                Id = id, Class = entityClass, Status = EntityStatus.Active, Address = key.Address, Commitment = profile.Commitment,
                RegisteredAt = ink.At(position), Position = position,
            },
        ]);
        ink.Operation(
            request, ink.Regulator, registered, new RegisterEntity(id, entityClass, key.Address, profile.Commitment), identifier, "/v1/entities",
            new JsonObject { ["identifier"] = identifier, ["class"] = entityClass.NameOf(), ["name"] = body.Name, ["status"] = "active", ["address"] = key.Address });
        return registered;
    }
}
