using System.Text.Json;
using HealthLedger.Chain.Indexer;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>What a gateway has told as confirmed, and one refusal, before the chain goes another way.</summary>
sealed class ForkStory
{
    readonly ChainWorld world;
    readonly List<Operation> told = [];

    ForkStory(ChainWorld world, Actor patient, Actor physician) => (this.world, Patient, Physician) = (world, patient, physician);

    public Actor Patient { get; }
    public Actor Physician { get; }

    /// <summary>Everything confirmed, in the order in which it was told, each in a block of its own.</summary>
    public IReadOnlyList<Operation> Told => told;

    /// <summary>The revocation by which a grant was refused.</summary>
    public Operation Revocation { get; private set; } = null!;
    public Operation Refused { get; private set; } = null!;

    public static async Task<ForkStory> TellAsync(ChainWorld world)
    {
        var story = new ForkStory(world, await world.RegisteredAsync(), await world.RegisteredAsync(EntityClass.Physician));
        await story.TellAsync();
        return story;
    }

    /// <summary>All of it is confirmed, once on the chain, under the ids it had; what was refused still is.</summary>
    public async Task AssertToldAsync(bool sameTransactions, Operation? but = null)
    {
        foreach (var before in told.Where(one => one.Id != but?.Id))
        {
            await Eventually.IsTrueAsync(
                async () => await NowAsync(before) is { State: OperationState.Confirmed, UndoneAt: null } now && await IsInABlockAsync(now),
                () => $"{before.Command.GetType().Name} is not back. {world.Health.State}: {world.Health.Explanation}");
            var now = (await NowAsync(before))!;
            Assert.Equal(before.Id, now.Id);
            if (sameTransactions) Assert.Equal((before.TransactionHash, before.BlockNumber), (now.TransactionHash, now.BlockNumber));
            await world.PlaceOnChainAsync(now);
        }

        var refused = (await NowAsync(Refused))!;
        Assert.Equal((OperationState.Failed, Refused.ProblemCode), (refused.State, refused.ProblemCode));
        await Eventually.IsTrueAsync(async () => !(await NowAsync(Refused))!.IdOpen, () => "The refused id is still open.");
        await world.PlaceOnChainAsync(refused);
    }

    /// <summary>New work on the patient is refused for now.</summary>
    public async Task AssertNothingIsAcceptedAsync()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => world.AcceptAsync(Patient, Patient.Entity, Drafts.Grant(Patient.Entity, Physician.Entity)));
        Assert.Equal("ledger-unavailable", refused.Refusal.Code);
    }

    /// <summary>How many consents a grant has made.</summary>
    public Task<int> CountAsync(Operation grant) =>
        world.ReadAsync(db => db.Consents.CountAsync(row => row.Id == ((GrantConsent)grant.Command).Consent));

    /// <summary>The read model, and every decision, come out the same when they are derived from the first block.</summary>
    public async Task AssertEqualToARebuildAsync()
    {
        await world.HoldRelayAsync();
        await world.Get<BlockIndexer>().StopAsync(ChainWorld.Cancellation);
        var before = await RowsAsync();
        await world.Store.WriteAsync(Projector.ClearAsync, ChainWorld.Cancellation);
        Assert.NotEqual(before, await RowsAsync());
        await world.Get<BlockIndexer>().CatchUpAsync(ChainWorld.Cancellation);
        Assert.Equal(before, await RowsAsync());
    }

    async Task TellAsync()
    {
        for (var i = 0; i < 3; i++) await ConfirmAsync(Drafts.Grant(Patient.Entity, Physician.Entity));
        var consent = LedgerId.Random();
        Revocation = await ConfirmAsync(new RevokeConsent(Patient.Entity, consent));
        Refused = await world.DecidedAsync(await world.AcceptAsync(Patient, Patient.Entity, Drafts.Grant(Patient.Entity, Physician.Entity, consent)));
        Assert.Equal(OperationState.Failed, Refused.State);
        await ConfirmAsync(Drafts.Grant(Patient.Entity, Physician.Entity));
    }

    async Task<Operation> ConfirmAsync(LedgerCommand command)
    {
        var confirmed = await world.ConfirmedAsync(await world.AcceptAsync(Patient, Patient.Entity, command));
        told.Add(confirmed);
        return confirmed;
    }

    Task<Operation?> NowAsync(Operation operation) => world.Desk.FindAsync(operation.RequestId, ChainWorld.Cancellation);

    async Task<bool> IsInABlockAsync(Operation operation)
    {
        await using var node = world.Node;
        return await node.CallAsync("eth_getTransactionReceipt", operation.TransactionHash!.Value.ToString()) is not null;
    }

    Task<string> RowsAsync() => world.ReadAsync(async db => JsonSerializer.Serialize(
        new
        {
            Entities = await db.Entities.OrderBy(row => row.Position).ToListAsync(),
            Consents = await db.Consents.OrderBy(row => row.Id).ToListAsync(),
            Blocks = await db.Blocks.OrderBy(row => row.Number).ToListAsync(),
            Batches = await db.Batches.OrderBy(row => row.Nonce).ToListAsync(),
            Operations = await db.Operations.OrderBy(row => row.Sequence).Select(row => new
            {
                row.Id, row.State, row.Nonce, row.TransactionHash, row.BlockNumber, row.ProblemCode, row.DecidedAt, row.IdOpen, row.UndoneAt,
            }).ToListAsync(),
        },
        JsonSerializerOptions.Default));
}
