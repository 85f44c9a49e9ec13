using HealthLedger.Chain.Indexer;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Chain;

public sealed class BlockTakingTests
{
    [Fact]
    public async Task A_block_that_takes_back_the_very_batch_it_holds_is_taken_in()
    {
        await using var world = new CoreWorld();
        var patient = LedgerId.Random();
        await world.SubjectAsync(patient);
        var refused = await world.Desk.AcceptAsync(CoreWorld.Draft(patient, new ReactivateEntity(patient)), CoreWorld.Cancellation);
        var batch = new Batch { Nonce = 3, Hash = Story.AnyDigest(), Raw = [], State = BatchState.Executed, Block = 0 };
        await world.Store.WriteAsync(
            async (db, token) =>
            {
                db.Add(batch);
                var row = await db.Operations.SingleAsync(token);
                (row.State, row.ProblemCode, row.Nonce, row.BlockNumber) = (OperationState.Failed, Problems.LedgerConflict.Code, 3, 0);
            },
            CoreWorld.Cancellation);

        // Told of this height, while everything is derived again: another block, which holds the bytes and decides something else.
        var block = new Story().Block(new OperationExecuted(LedgerId.Random(), Story.AnyDigest(), null));
        var read = new ReadBlock(block, new Dictionary<Digest, bool> { [batch.Hash] = true }, null);
        await world.Store.WriteAsync(
            (db, token) => BlockTaking.TakeAsync(db, [read], DateTimeOffset.UnixEpoch, token), CoreWorld.Cancellation);

        await using var after = world.Store.OpenRead();
        Assert.Equal(block.Number, await after.Blocks.MaxAsync(row => row.Number, CoreWorld.Cancellation));
        Assert.False(await after.Batches.AnyAsync(CoreWorld.Cancellation));
        Assert.True((await world.Desk.FindAsync(refused.RequestId, CoreWorld.Cancellation))!.IdOpen);
    }
}
