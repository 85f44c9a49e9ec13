namespace HealthLedger.EndToEnd.Network;

/// <summary>A block, with what it takes to make the very same again.</summary>
/// <param name="Time">Unix seconds.</param>
/// <param name="Transactions">Their bytes, in order.</param>
sealed record MinedBlock(long Number, string Hash, long Time, long GasLimit, IReadOnlyList<byte[]> Transactions);

/// <summary>The chain's blocks from the genesis on, and when those were that it has given up.</summary>
sealed class BlockHistory(MinedBlock genesis)
{
    readonly Lock gate = new();
    readonly List<MinedBlock> blocks = [genesis];
    readonly Dictionary<long, long> givenUp = [];

    public MinedBlock Head
    {
        get
        {
            lock (gate) return blocks[^1];
        }
    }

    public IReadOnlyList<MinedBlock> Blocks
    {
        get
        {
            lock (gate) return [.. blocks];
        }
    }

    public void Add(MinedBlock block)
    {
        lock (gate) blocks.Add(block);
    }

    /// <summary>Cuts off everything above a height.</summary>
    public IReadOnlyList<MinedBlock> CutAbove(long height)
    {
        lock (gate)
        {
            var cut = blocks[(int)(height + 1)..];
            blocks.RemoveRange((int)height + 1, cut.Count);
            foreach (var block in cut) givenUp[block.Number] = Math.Max(block.Time, givenUp.GetValueOrDefault(block.Number));
            return cut;
        }
    }

    /// <summary>The next block's time: not before its parent's, and no time at which that height had another block.</summary>
    public long NextTime()
    {
        lock (gate)
        {
            var now = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), blocks[^1].Time);
            return givenUp.TryGetValue(blocks.Count, out var other) ? Math.Max(now, other + 1) : now;
        }
    }
}
