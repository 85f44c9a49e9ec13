using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>A store belongs to one ledger, whose counters are the chain's own.</summary>
public sealed class IdentityOfTheLedgerTests
{
    [Fact]
    public async Task The_counters_are_read_from_the_contract_at_the_indexed_block()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.RegisteredAsync();
        await world.RegisteredAsync();
        await world.RegisteredAsync(EntityClass.Pharmacy);

        var statistics = await world.Get<ILedgerNetwork>().ReadStatisticsAsync(ChainWorld.Cancellation);
        var last = await world.ReadAsync(db => db.Blocks.OrderBy(row => row.Number).LastAsync());
        Assert.Equal((last.Number, last.Hash), (statistics.Block, statistics.BlockHash));
        Assert.Equal(
            (1, 2, 1, 0),
            (statistics.Entities[EntityClass.Regulator], statistics.Entities[EntityClass.Patient],
                statistics.Entities[EntityClass.Pharmacy], statistics.Entities[EntityClass.Physician]));
    }

    [Theory]
    [InlineData("ledger.code", "other code")]
    [InlineData("ledger.genesis", "another genesis")]
    [InlineData("ledger.chain-id", "belongs to the chain")]
    public async Task A_chain_or_contract_that_is_another_than_before_is_not_started_on(string fact, string sentence)
    {
        await using var world = await ChainWorld.StartAsync();
        await world.Store.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Facts.SingleAsync(one => one.Name == fact, token);
                row.Value = new string('7', row.Value.Length);
            },
            ChainWorld.Cancellation);
        await world.CloseAsync();

        var refused = await Assert.ThrowsAsync<CannotStartException>(world.OpenAsync);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
