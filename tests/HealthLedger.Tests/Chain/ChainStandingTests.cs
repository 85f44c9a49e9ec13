using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Tests.Rpc;

namespace HealthLedger.Tests.Chain;

public sealed class ChainStandingTests
{
    readonly ManualClock clock = new();
    readonly ChainStanding standing;

    public ChainStandingTests()
    {
        standing = new ChainStanding(clock);
        standing.CaughtUp();
        standing.Reached();
    }

    [Fact]
    public void A_short_silence_is_forgiven_and_a_longer_one_is_not()
    {
        standing.Unreachable("Away.");
        Assert.True(standing.Health.Ready);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal((false, false, "Away."), (standing.Health.Ready, standing.Health.Accepting, standing.Health.Explanation));
        standing.Reached();
        Assert.Equal((true, ""), (standing.Health.Ready, standing.Health.Explanation));
    }

    [Fact]
    public void A_contradiction_counts_at_once()
    {
        standing.Doubted(Ancestry.Behind, 7);
        Assert.True(standing.Health.Ready);
        Assert.False(standing.IsTrue);
        Assert.True(standing.Health.Doubtful);
        Assert.StartsWith("The chain has not got the block", standing.Health.Explanation, StringComparison.Ordinal);
        standing.Doubted(Ancestry.Forked, 7);
        Assert.Equal((LedgerState.Forked, false), (standing.Health.State, standing.Health.Ready));
    }

    [Fact]
    public void No_block_for_long_is_told_only_while_something_waits_for_one()
    {
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("", standing.Health.Explanation);

        standing.Waiting(true);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("The chain has produced no block for 31 s", standing.Health.Explanation, StringComparison.Ordinal);
        Assert.Equal((LedgerState.Stalled, true, true), (standing.Health.State, standing.Health.Ready, standing.Health.Accepting));

        standing.Indexed(7);
        Assert.Equal("", standing.Health.Explanation);
        clock.Advance(TimeSpan.FromSeconds(31));
        standing.Waiting(true);
        Assert.NotEqual("", standing.Health.Explanation);
        standing.Waiting(false);
        Assert.Equal("", standing.Health.Explanation);
    }

    [Fact]
    public void Blocks_that_take_nothing_of_ours_are_told_too()
    {
        standing.Waiting(true);
        for (var block = 1; block <= 7; block++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            standing.Indexed(block);
        }

        Assert.Equal(LedgerState.Stalled, standing.Health.State);
        Assert.Contains("have taken nothing of this gateway for 70 s", standing.Health.Explanation, StringComparison.Ordinal);
        standing.Taken();
        Assert.Equal(LedgerState.Serving, standing.Health.State);
    }

    [Fact]
    public void The_head_is_never_told_behind_the_index()
    {
        standing.Head(5);
        Assert.Equal((5, 0), (standing.Health.Head, standing.Health.Indexed));
        standing.Indexed(9);
        Assert.Equal((9, 9), (standing.Health.Head, standing.Health.Indexed));
    }
}
