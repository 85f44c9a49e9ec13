using CsCheck;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Tests.Core;

/// <summary>The read model is a function of the chain: whenever and however it is derived, it comes out equal.</summary>
public sealed class RebuildTests
{
    [Fact]
    public async Task A_rebuild_gives_equal_rows()
    {
        await using var world = new CoreWorld();
        var story = PaperStory.Tell();
        foreach (var block in story.Blocks) await world.IndexAsync(block);
        var before = await PaperStory.DumpAsync(world);

        await world.Store.WriteAsync(Projector.ClearAsync, CoreWorld.Cancellation);
        Assert.DoesNotContain(PaperStory.Patient.ToString(), await PaperStory.DumpAsync(world), StringComparison.Ordinal);
        foreach (var block in story.Blocks) await world.IndexAsync(block);

        Assert.Equal(before, await PaperStory.DumpAsync(world));
    }

    [Fact]
    public async Task However_the_blocks_are_split_into_transactions_and_wherever_it_begins_again_the_rows_are_equal()
    {
        var story = PaperStory.Tell();
        await using var one = new CoreWorld();
        foreach (var block in story.Blocks) await one.IndexAsync(block);
        var expected = await PaperStory.DumpAsync(one);

        // How many blocks each transaction takes, and after how many blocks it is broken off and begun anew.
        await Gen.Select(Gen.Int[1, 5].Array[story.Blocks.Count], Gen.Int[0, story.Blocks.Count]).SampleAsync(
            async (sizes, broken) =>
            {
                await using var world = new CoreWorld();
                await TakeAsync(world, [.. story.Blocks.Take(broken)], sizes);
                await world.Store.WriteAsync(Projector.ClearAsync, CoreWorld.Cancellation);
                await TakeAsync(world, story.Blocks, sizes);
                Assert.Equal(expected, await PaperStory.DumpAsync(world));
            },
            iter: 15, threads: 1);
    }

    static async Task TakeAsync(CoreWorld world, IReadOnlyList<LedgerBlock> blocks, int[] sizes)
    {
        for (var (next, turn) = (0, 0); next < blocks.Count; next += sizes[turn++])
        {
            var together = blocks.Skip(next).Take(sizes[turn]);
            await world.Store.WriteAsync(
                async (db, token) =>
                {
                    foreach (var block in together) await Projector.ApplyAsync(db, block, token);
                },
                CoreWorld.Cancellation);
        }
    }
}
