using HealthLedger.Chain.Ethereum;

namespace HealthLedger.EndToEnd.Network;

/// <summary>What waits for a block. A gap in a sender's nonces lets everything behind it wait.</summary>
sealed class TransactionPool
{
    const int IntrinsicGas = 21_000;

    readonly Lock gate = new();
    readonly List<SignedTransaction> waiting = []; // in the order of arrival

    /// <summary>What comes above is answered as accepted, and forgotten: so do Besu and GoQuorum.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>Wei a gas that a transaction must bring.</summary>
    public ulong GasPrice { get; set; }

    public IReadOnlyList<SignedTransaction> Waiting
    {
        get
        {
            lock (gate) return [.. waiting];
        }
    }

    /// <returns>Why not; null where the node says it was accepted.</returns>
    public SendRefusal? Add(SignedTransaction sent, ulong nextNonce, ulong chainId, long blockGasLimit, Dialect dialect)
    {
        lock (gate)
        {
            var (nonce, gas) = (sent.Transaction.Nonce, sent.Transaction.GasLimit);
            if (sent.ChainId != chainId) return SendRefusal.WrongChain;
            if (waiting.Any(one => one.Hash == sent.Hash)) return SendRefusal.AlreadyKnown; // before all else, whatever has changed since
            if (sent.Raw.Length > dialect.MostBytes) return SendRefusal.Oversized;
            if (dialect.TakesOtherPrices ? sent.Transaction.GasPrice < GasPrice : sent.Transaction.GasPrice != GasPrice) return SendRefusal.Price;
            if (gas > (ulong)blockGasLimit) return SendRefusal.OverBlockGas;
            if (gas < IntrinsicGas) return SendRefusal.IntrinsicGas;
            if (nonce < nextNonce) return SendRefusal.NonceTooLow;
            if (nonce - nextNonce >= (ulong)dialect.MostAhead) return SendRefusal.TooDistant;
            if (Find(sent.Sender, nonce) is { } former)
            {
                if (!dialect.ReplacesSilently) return SendRefusal.Underpriced;
                waiting.Remove(former);
            }
            if (waiting.Count < Capacity || !dialect.DropsWhenFull) waiting.Add(sent);
            return null;
        }
    }

    /// <summary>What a block could hold now: of each sender what follows its last mined transaction without a gap.</summary>
    public IReadOnlyList<SignedTransaction> Executable(IReadOnlyDictionary<Address, ulong> nextNonces)
    {
        lock (gate)
        {
            waiting.RemoveAll(one => nextNonces.TryGetValue(one.Sender, out var next) && one.Transaction.Nonce < next);
            return [.. nextNonces.SelectMany(sender => Following(sender.Key, sender.Value))];
        }
    }

    /// <summary>The nonce that follows blocks and pool.</summary>
    public ulong PendingNonce(Address sender, ulong nextNonce)
    {
        lock (gate) return nextNonce + (ulong)Following(sender, nextNonce).Count();
    }

    public void Forget(IEnumerable<Bytes32> hashes)
    {
        lock (gate) waiting.RemoveAll(one => hashes.Contains(one.Hash));
    }

    /// <summary>As when all nodes lose their power.</summary>
    public void Clear()
    {
        lock (gate) waiting.Clear();
    }

    IEnumerable<SignedTransaction> Following(Address sender, ulong nonce)
    {
        for (; Find(sender, nonce) is { } next; nonce++) yield return next;
    }

    SignedTransaction? Find(Address sender, ulong nonce) => waiting.Find(one => one.Sender == sender && one.Transaction.Nonce == nonce);
}
