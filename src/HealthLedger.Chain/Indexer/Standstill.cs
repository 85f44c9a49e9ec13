namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Whether the chain has stopped, or goes on without us. Looked for only while something of ours waits: a quiet chain that makes no empty
/// blocks is well.
/// </summary>
internal sealed class Standstill(TimeProvider time)
{
    /// <summary>Four validators with one away pause for 13 s between blocks; whoever is silent for longer has stopped.</summary>
    static readonly TimeSpan NoBlock = TimeSpan.FromSeconds(30);

    /// <summary>Blocks that take nothing of ours for so long: a pool that lost it all is filled again every two seconds.</summary>
    static readonly TimeSpan NoneOfOurs = TimeSpan.FromSeconds(60);

    long? waitingSince, block;
    string? refusal;

    public bool IsWaiting => waitingSince is not null;

    public void Waiting(bool some)
    {
        if (!some) (waitingSince, block, refusal) = (null, null, null);
        else if (waitingSince is null) waitingSince = block = time.GetTimestamp();
    }

    /// <summary>A block came.</summary>
    public void Block() => block = time.GetTimestamp();

    /// <summary>A block came that holds something of ours.</summary>
    public void Taken()
    {
        refusal = null;
        if (IsWaiting) waitingSince = block = time.GetTimestamp();
    }

    /// <summary>What every node answers to the transaction that is next in line; null where one holds it.</summary>
    public void Refused(string? why) => refusal = why;

    /// <summary>What has stopped, in a sentence; null where nothing has.</summary>
    public string? Why()
    {
        if (waitingSince is not { } start) return null;
        if (block is { } last && time.GetElapsedTime(last) is var silence && silence > NoBlock)
            return $"The chain has produced no block for {silence.TotalSeconds:0} s, and operations wait for one.{Refusal()}";
        return time.GetElapsedTime(start) is var waited && waited > NoneOfOurs
            ? $"The chain's blocks have taken nothing of this gateway for {waited.TotalSeconds:0} s, though operations wait.{Refusal()}"
            : null;
    }

    string Refusal() => refusal is null ? "" : $" The nodes answer: {refusal}";
}
