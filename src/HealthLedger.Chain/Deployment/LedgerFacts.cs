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
/// <param name="Code">The hashes of the three contracts' code; null until they were first seen.</param>
internal sealed record LedgerFacts(string ChainId, string Genesis, string Relay, string Relayer, long FirstBlock, string? Code = null)
{
    const string Prefix = "ledger.";
    const string CodeName = Prefix + "code";

    /// <summary>Null in a store that never saw a ledger.</summary>
    public static async Task<LedgerFacts?> ReadAsync(LedgerStore store, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var facts = await db.Facts.Where(fact => fact.Name.StartsWith(Prefix)).ToDictionaryAsync(fact => fact.Name, fact => fact.Value, cancellation);
        return facts.Count == 0 ? null : new LedgerFacts(
            facts[Prefix + "chain-id"], facts[Prefix + "genesis"], facts[Prefix + "relay"], facts[Prefix + "relayer"],
            long.Parse(facts[Prefix + "first-block"], System.Globalization.CultureInfo.InvariantCulture),
            facts.GetValueOrDefault(CodeName));
    }

    /// <summary>Keeps them, once for ever.</summary>
    public Task WriteAsync(LedgerStore store, CancellationToken cancellation) => store.LeadAsync(
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

    /// <summary>The contracts are there; their code is what it is for ever.</summary>
    public static Task WriteCodeAsync(LedgerStore store, string code, CancellationToken cancellation) => store.LeadAsync(
        (db, _) =>
        {
            db.Facts.Add(new Fact { Name = CodeName, Value = code });
            return Task.CompletedTask;
        },
        cancellation);
}
