using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Deployment;

/// <summary>What this store knows of its ledger, so that it is never mixed with another one.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Genesis">Hash of block 0.</param>
/// <param name="Relay">The OperationRelay's address.</param>
/// <param name="Relayer">The account that carries batches.</param>
/// <param name="FirstBlock">The first block that can hold anything of the ledger.</param>
internal sealed record LedgerFacts(string ChainId, string Genesis, string Relay, string Relayer, long FirstBlock)
{
    const string Prefix = "ledger.";

    /// <summary>Null in a store that never saw a ledger.</summary>
    public static async Task<LedgerFacts?> ReadAsync(LedgerStore store, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var facts = await db.Facts.Where(fact => fact.Name.StartsWith(Prefix)).ToDictionaryAsync(fact => fact.Name, fact => fact.Value, cancellation);
        return facts.Count == 0 ? null : new LedgerFacts(
            facts[Prefix + "chain-id"], facts[Prefix + "genesis"], facts[Prefix + "relay"], facts[Prefix + "relayer"],
            long.Parse(facts[Prefix + "first-block"], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Keeps them, once for ever.</summary>
    public Task WriteAsync(LedgerStore store, CancellationToken cancellation) => store.WriteAsync(
        (db, _) =>
        {
            db.Facts.AddRange(
                new Fact { Name = Prefix + "chain-id", Value = ChainId },
                new Fact { Name = Prefix + "genesis", Value = Genesis },
                new Fact { Name = Prefix + "relay", Value = Relay },
                new Fact { Name = Prefix + "relayer", Value = Relayer },
                new Fact { Name = Prefix + "first-block", Value = FirstBlock.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            return Task.CompletedTask;
        },
        cancellation);
}
