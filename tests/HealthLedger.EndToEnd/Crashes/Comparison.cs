using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>The log of what was told, held against the chain, which is asked past the gateway.</summary>
/// <param name="network">A node of the network; null: the gateway's embedded one.</param>
sealed class Comparison(GatewayProcess gateway, IReadOnlySet<string> before, Uri? network = null)
{
    /// <summary>Everything told is there once, where it was told to be and as before; nothing is there twice.</summary>
    /// <returns>What the relay contract executed, by operation.</returns>
    public async Task<IReadOnlyDictionary<string, Execution>> ToldIsThereAsync(IEnumerable<AskedWrite> log)
    {
        await using var node = network is null ? await ChainNode.OfAsync(gateway) : new ChainNode(network);
        var executed = new Dictionary<string, Execution>();
        foreach (var execution in await node.ExecutionsAsync())
            Assert.True(executed.TryAdd(execution.Operation, execution), $"{execution} was executed before: {executed[execution.Operation]}");
        foreach (var write in log.Where(write => write.Succeeded))
        {
            Assert.True(executed.TryGetValue(write.Operation, out var found), $"{write} was told, and is not on the chain: {write.Told!.Text}");
            var ledger = write.Told!["ledger"]!;
            var (transaction, block) = (ledger["transactionHash"]!.GetValue<string>(), ledger["blockNumber"]!.GetValue<long>());
            Assert.True(
                found.Succeeded && found.Transaction == transaction && found.Block == block, $"{write} was told as {ledger}, the chain has {found}");
            Assert.True((write.Seen ??= found) == found, $"{write} was {write.Seen} and is {found}");
        }
        return executed;
    }

    /// <summary>Where everything is settled, the chain holds just that and nothing else.</summary>
    public async Task NothingElseIsThereAsync(IReadOnlyCollection<AskedWrite> log)
    {
        var executed = (await ToldIsThereAsync(log)).Values.Where(execution => !before.Contains(execution.Operation)).ToList();
        Assert.Equal(
            log.Where(write => write.Succeeded).Select(write => write.Operation).Order(StringComparer.Ordinal),
            executed.Where(execution => execution.Succeeded).Select(execution => execution.Operation).Order(StringComparer.Ordinal));
        Assert.Equal(log.Count(write => write.Told is not null), executed.Count);
        Assert.Equal(0, await Database.CountAsync(gateway, """SELECT count(*) FROM "Operations" WHERE "State" NOT IN (3, 4)"""));
        Assert.Equal(before.Count + executed.Count, await Database.CountAsync(gateway, "SELECT count(*) FROM \"Operations\""));
    }
}
