using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Operation = HealthLedger.Chain.Ethereum.Operation;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Chain.Custody;

/// <summary>An accepted operation signed, or why it cannot be.</summary>
internal readonly record struct Signing(SignedOperation? Signed, Refusal? Refusal);

/// <summary>
/// Signs accepted operations, each under the key that speaks for its entity now. What the class may not say is refused, and a signature
/// from which another signer recovers never leaves: nodes would take it as a stranger's.
/// </summary>
internal sealed class OperationSigner(KeyCustody custody)
{
    /// <summary>The most gas that the relay contract lets one operation ask for.</summary>
    const ulong GasCap = 8_000_000;

    /// <param name="rows">What is to be signed.</param>
    /// <param name="speakers">Class and address of each actor, as the read model has them.</param>
    /// <param name="contracts">The ledger that the signatures are for.</param>
    /// <param name="cancellation">Stops looking for keys.</param>
    /// <returns>In the order of the rows.</returns>
    public async Task<Signing[]> SignAsync(
        IReadOnlyList<Row> rows, IReadOnlyDictionary<LedgerId, Entity> speakers, LedgerContracts contracts, CancellationToken cancellation)
    {
        var addresses = rows.Where(row => speakers.ContainsKey(row.Actor)).Select(row => speakers[row.Actor].Address)
            .Concat(rows.Select(row => row.Command).OfType<RotateKey>().Select(rotate => rotate.Address))
            .Distinct(StringComparer.Ordinal).ToArray();
        var keys = await custody.FindAsync(addresses, cancellation);
        return [.. rows.AsParallel().AsOrdered().Select(row => Sign(row, speakers.GetValueOrDefault(row.Actor), keys, contracts))];
    }

    static Signing Sign(Row row, Entity? speaker, IReadOnlyDictionary<string, PrivateKey> keys, LedgerContracts contracts)
    {
        if (row.State == OperationState.Failed) return GiveUp(row, speaker, keys, contracts);
        if (speaker is null) return Refused(Problems.NeedsOperator, "The entity is not on the ledger.");
        if (!ClassPolicy.Allows(speaker.Class, row.Actor, row.Command)) return Refused(Problems.Forbidden);
        if (!keys.TryGetValue(speaker.Address, out var key))
            return Refused(Problems.NeedsOperator, "The entity's key is not in this gateway's custody.");

        Signature? possession = null;
        if (row.Command is RotateKey rotate)
        {
            if (!keys.TryGetValue(rotate.Address, out var next))
                return Refused(Problems.NeedsOperator, "The new key is not in this gateway's custody.");
            possession = next.Sign(contracts.RegistryDomain.Digest(
                new KeyPossession(row.Actor.ToWord(), Address.Parse(rotate.Address)).StructHash()));
        }

        LedgerCall call;
        try
        {
            call = LedgerCalls.Encode(row.Command, contracts, possession);
        }
        catch (Exception unspeakable) when (unspeakable is FormatException or ArgumentException or ArithmeticException)
        {
            // It alone: what stands behind it must not wait for it.
            return Refused(Problems.NeedsOperator, "The command cannot be said to the contracts.");
        }
        var gas = Math.Min(call.Gas << Math.Min(row.OutOfGas, 4), GasCap);
        return Sign(new Operation(row.Actor.ToWord(), row.RequestId.ToWord(), call.Ledger, gas, call.Data), key, speaker, contracts);
    }

    // An empty call spends the id of what was told as failed: it can no longer be executed.
    static Signing GiveUp(Row row, Entity? speaker, IReadOnlyDictionary<string, PrivateKey> keys, LedgerContracts contracts) =>
        speaker is not null && keys.TryGetValue(speaker.Address, out var key)
            ? Sign(new Operation(row.Actor.ToWord(), row.RequestId.ToWord(), contracts.Registry, 0, Array.Empty<byte>()), key, speaker, contracts)
            : Refused(Problems.NeedsOperator, "The entity's key is not in this gateway's custody.");

    static Signing Sign(Operation operation, PrivateKey key, Entity speaker, LedgerContracts contracts)
    {
        var digest = contracts.RelayDomain.Digest(operation.StructHash());
        var signature = key.Sign(digest);
        return signature.Recover(digest) == Address.Parse(speaker.Address)
            ? new Signing(new SignedOperation(operation, signature), null)
            : throw new InvalidOperationException("A signature does not recover to its signer: nothing is sent.");
    }

    static Signing Refused(Problem problem, string? detail = null) => new(null, problem.With(detail));
}
