using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Operation = HealthLedger.Chain.Ethereum.Operation;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Chain.Custody;

/// <summary>An accepted operation as it is said to the contracts and whose key signs it; or why it cannot be said.</summary>
internal readonly record struct Speech(Operation Operation, PrivateKey? Key, Refusal? Refusal);

/// <summary>
/// Signs accepted operations, each under the key that speaks for its entity now. What the class may not say is refused, and a signature
/// from which another signer recovers never leaves: nodes would take it as a stranger's.
/// </summary>
internal sealed class OperationSigner(KeyCustody custody)
{
    /// <summary>The most gas that the relay contract lets one operation ask for.</summary>
    const ulong GasCap = 8_000_000;

    /// <summary>Puts operations into the contracts' words. Nothing is signed yet: that is dear, and not all may fit.</summary>
    /// <param name="rows">What is to be signed.</param>
    /// <param name="speakers">Class and address of each actor, as the read model has them.</param>
    /// <param name="contracts">The ledger that the signatures are for.</param>
    /// <param name="cancellation">Stops looking for keys.</param>
    /// <returns>In the order of the rows.</returns>
    public async Task<Speech[]> PrepareAsync(
        IReadOnlyList<Row> rows, IReadOnlyDictionary<LedgerId, Entity> speakers, LedgerContracts contracts, CancellationToken cancellation)
    {
        var addresses = rows.Where(row => speakers.ContainsKey(row.Actor)).Select(row => speakers[row.Actor].Address)
            .Concat(rows.Select(row => row.Command).OfType<RotateKey>().Select(rotate => rotate.Address))
            .Distinct(StringComparer.Ordinal).ToArray();
        var keys = await custody.FindAsync(addresses, cancellation);
        return [.. rows.Select(row => Prepare(row, speakers.GetValueOrDefault(row.Actor), keys, contracts))];
    }

    /// <summary>Signs, each under its entity's key.</summary>
    public static SignedOperation[] Sign(IReadOnlyCollection<Speech> speeches, LedgerContracts contracts) =>
        [.. speeches.AsParallel().AsOrdered().Select(speech => Sign(speech, contracts))];

    static Speech Prepare(Row row, Entity? speaker, IReadOnlyDictionary<string, PrivateKey> keys, LedgerContracts contracts)
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
        return new Speech(new Operation(row.Actor.ToWord(), row.RequestId.ToWord(), call.Ledger, gas, call.Data), key, null);
    }

    // An empty call spends the id of what was told as failed: it can no longer be executed.
    static Speech GiveUp(Row row, Entity? speaker, IReadOnlyDictionary<string, PrivateKey> keys, LedgerContracts contracts) =>
        speaker is not null && keys.TryGetValue(speaker.Address, out var key)
            ? new Speech(new Operation(row.Actor.ToWord(), row.RequestId.ToWord(), contracts.Registry, 0, Array.Empty<byte>()), key, null)
            : Refused(Problems.NeedsOperator, "The entity's key is not in this gateway's custody.");

    static SignedOperation Sign(Speech speech, LedgerContracts contracts)
    {
        var digest = contracts.RelayDomain.Digest(speech.Operation.StructHash());
        var signature = speech.Key!.Sign(digest);
        return signature.Recover(digest) == speech.Key.Address
            ? new SignedOperation(speech.Operation, signature)
            : throw new InvalidOperationException("A signature does not recover to its signer: nothing is sent.");
    }

    static Speech Refused(Problem problem, string? detail = null) => new(default, null, problem.With(detail));
}
