using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Regulation;

/// <summary>Makes the regulator's acts into operations: who exists, who may act, which key speaks.</summary>
public sealed class Registrar(LedgerStore store, Vault.Vault vault, LedgerSecret secret, IKeyCustody custody, ILedgerNetwork network, EntityDirectory directory)
{
    /// <summary>
    /// A new entity with its ledger identity, login identifier, key and sealed profile; one transaction takes them all in. The temporary
    /// password is added to the answer from the credential, while it lasts.
    /// </summary>
    public OperationDraft Register(Actor regulator, EntityBody body, EntityClass entityClass, RequestIdentity request, Func<LedgerId, SubjectVault, Credential> credential)
    {
        var id = request.Derive("entity");
        var identifier = EntityIdentifier.Create(entityClass, request.DeriveBytes("identifier"));
        var (subjectKey, subject) = vault.CreateSubject(id);
        var key = custody.Create(id, version: 1);
        var profile = subject.SealPayload(
            new PayloadDraft(id, PayloadKinds.Profile, regulator.Entity, 1, Digest.Zero, request.RequestId, body.ToContent()), network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = regulator,
            Subject = id,
            Command = new RegisterEntity(id, entityClass, key.Address, profile.Commitment),
            Resource = identifier.ToString(),
            Payloads = [profile],
            Key = key,
            SubjectKey = subjectKey,
            Identity = new Identity { Entity = id, Identifier = identifier.ToString(), Class = entityClass },
            Credential = credential(id, subject),
            Documents = [.. DocumentsOf(entityClass, body)],
            Answer = new JsonObject
            {
                ["identifier"] = identifier.ToString(),
                ["class"] = entityClass.NameOf(),
                ["name"] = body.Name,
                ["status"] = "active",
                ["address"] = key.Address,
            },
        };
    }

    public async Task<OperationDraft> SuspendAsync(Actor regulator, Identity entity, string reason, RequestIdentity request, CancellationToken cancellation)
    {
        var sealedReason = await SealReasonAsync(regulator, entity.Entity, reason, request, cancellation);
        return About(regulator, entity, new SuspendEntity(entity.Entity, sealedReason.Commitment), request, "suspended", [sealedReason]);
    }

    public static OperationDraft Reactivate(Actor regulator, Identity entity, RequestIdentity request) =>
        About(regulator, entity, new ReactivateEntity(entity.Entity), request, "active", []);

    /// <summary>
    /// A new key for the entity. Custody holds the old one, so the entity itself signs for the new one, whoever asked for it; a key that is
    /// truly lost is replaced on the contract by a regulator, after its delay.
    /// </summary>
    public async Task<OperationDraft> RotateKeyAsync(Identity entity, RequestIdentity request, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var version = db.EntityKeys.Where(key => key.Entity == entity.Entity).Max(key => key.Version) + 1;
        var key = custody.Create(entity.Entity, version);
        return new OperationDraft
        {
            Request = request,
            Actor = new Actor(entity.Entity, entity.Identifier, entity.Class),
            Subject = entity.Entity,
            Command = new RotateKey(entity.Entity, key.Address),
            Resource = entity.Identifier,
            Key = key,
            Answer = new JsonObject { ["identifier"] = entity.Identifier, ["address"] = key.Address },
        };
    }

    /// <summary>The entity of that identifier, confirmed on the ledger.</summary>
    /// <exception cref="RefusedException">404: there is none.</exception>
    public async Task<Identity> RequireAsync(EntityIdentifier identifier, CancellationToken cancellation) =>
        await directory.FindAsync(identifier, cancellation) ?? throw Problems.NotFound.With().AsException();

    static OperationDraft About(
        Actor regulator, Identity entity, LedgerCommand command, RequestIdentity request, string status, IReadOnlyList<Payload> payloads) => new()
        {
            Request = request,
            Actor = regulator,
            Subject = entity.Entity,
            Command = command,
            Resource = entity.Identifier,
            Payloads = payloads,
            Answer = new JsonObject { ["identifier"] = entity.Identifier, ["status"] = status },
        };

    async Task<Payload> SealReasonAsync(Actor author, LedgerId subject, string reason, RequestIdentity request, CancellationToken cancellation)
    {
        var key = await vault.RequireAsync(subject, cancellation);
        return key.SealReason(author, reason, request, network.Identity);
    }

    // One person is registered once in a class: a physician may be a patient too.
    IEnumerable<Digest> DocumentsOf(EntityClass entityClass, EntityBody body)
    {
        if (body.Cpf is { } cpf) yield return HashOf(secret, entityClass, "cpf", cpf);
        if (body.Cns is { } cns) yield return HashOf(secret, entityClass, "cns", cns);
        if (body.Crm is { Number: { } number, Uf: { } uf }) yield return secret.Hash("document", entityClass.NameOf(), "crm", $"{uf.ToUpperInvariant()} {Documents.Bare(number)}");
    }

    /// <summary>By which a document is found, and cannot be guessed: with or without punctuation.</summary>
    internal static Digest HashOf(LedgerSecret secret, EntityClass entityClass, string kind, string document) =>
        secret.Hash("document", entityClass.NameOf(), kind, Documents.Bare(document));
}
