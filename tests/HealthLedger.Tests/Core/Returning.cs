using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core;

/// <summary>Requests that the chain executed and a store does not know, and how they come back.</summary>
static class Returning
{
    public static readonly LedgerId Patient = LedgerId.Random(), Physician = LedgerId.Random();
    public static readonly Actor Doctor = new(Physician, "PHY-TEST", EntityClass.Physician);

    public static async Task<CoreWorld> WorldAsync()
    {
        var world = new CoreWorld();
        await world.SubjectAsync(Patient);
        return world;
    }

    /// <summary>The chain executes what the request said, and the store knows nothing of the request.</summary>
    public static async Task<(RequestIdentity Request, LedgerBlock Block)> ExecutedAsync(CoreWorld world, string said)
    {
        var request = Request();
        var block = BlockOf(world, request, said);
        await world.IndexAsync(block);
        return (request, block);
    }

    /// <summary>The block in which the chain executes what the request said.</summary>
    public static LedgerBlock BlockOf(CoreWorld world, RequestIdentity request, string said)
    {
        var payload = Draft(world, request, said).Payloads[0];
        return Next(
            world, new ConsultationAdded(payload.Id, Patient, Physician, payload.Commitment), new OperationExecuted(Physician, request.RequestId, null));
    }

    public static RequestIdentity Request() => new(Story.AnyDigest(), "POST", "/v1/anything", "key", Digest.Zero);

    /// <summary>The request as the gateway sees it once the block is indexed.</summary>
    public static RequestIdentity ComeBack(CoreWorld world, RequestIdentity request) =>
        request with { Execution = world.Desk.RecallAsync(request.RequestId, CoreWorld.Cancellation).GetAwaiter().GetResult().Execution };

    public static OperationDraft Draft(CoreWorld world, RequestIdentity request, string said)
    {
        var id = request.Derive("consultation");
        var content = new JsonObject { ["observations"] = said };
        var payload = world.Vault.SubjectAsync(Patient, CoreWorld.Cancellation).GetAwaiter().GetResult()!.SealPayload(
            new PayloadDraft(id, PayloadKinds.Consultation, Physician, 1, Digest.Zero, request.RequestId, content), world.Network.Identity);
        return new OperationDraft
        {
            Request = request, Actor = Doctor, Subject = Patient, Resource = id.ToString(), Payloads = [payload],
            Answer = new JsonObject { ["id"] = id.ToString() },
            Command = new AddConsultation(id, Patient, LedgerId.Random(), payload.Commitment, [], []),
        };
    }

    public static OperationDraft Registration(CoreWorld world, LedgerId regulator, RequestIdentity request, LedgerId entity, Digest document)
    {
        var (key, _) = world.Vault.CreateSubject(entity);
        return new OperationDraft
        {
            Request = request, Actor = new Actor(regulator, "REG-TEST", EntityClass.Regulator), Subject = entity, Resource = "person", Answer = [],
            SubjectKey = key,
            Command = new RegisterEntity(entity, EntityClass.Patient, "0xanother", Story.AnyDigest()), Documents = [document],
            Identity = new Identity { Entity = entity, Identifier = $"PAT-{entity}", Class = EntityClass.Patient },
        };
    }

    public static ConsultationAdded Added() => new(LedgerId.Random(), Patient, Physician, Story.AnyDigest());

    public static async Task<string> RefusedAsync(CoreWorld world, OperationDraft draft) =>
        (await Assert.ThrowsAsync<RefusedException>(() => world.Desk.AcceptAsync(draft, CoreWorld.Cancellation))).Refusal.Code;

    /// <summary>The block after the last one taken in.</summary>
    public static LedgerBlock Next(CoreWorld world, params LedgerEvent[] events)
    {
        using var db = world.Store.OpenRead();
        var last = db.Blocks.OrderByDescending(row => row.Number).FirstOrDefault();
        var transaction = Story.AnyDigest();
        var number = (last?.Number ?? -1) + 1;
        return new LedgerBlock(
            number, Story.AnyDigest(), last?.Hash ?? Digest.Zero, 1_700_000_000 + number,
            [.. events.Select((happened, index) => new LedgerLog(happened, transaction, index))]);
    }
}
