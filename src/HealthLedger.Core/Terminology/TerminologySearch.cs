namespace HealthLedger.Core.Terminology;

/// <summary>
/// Finds codes by their words. An index is made in memory when a system is first searched, and kept for as long as the same editions answer: what
/// is in an edition does not change.
/// </summary>
public sealed class TerminologySearch(Terminologies terminologies) : IDisposable
{
    /// <summary>Today's of each system, and a few of other days.</summary>
    const int Most = 8;

    readonly SemaphoreSlim making = new(1);
    volatile IReadOnlyList<(string Key, SearchIndex Index)> kept = [];

    /// <inheritdoc cref="SearchIndex.Find"/>
    public async Task<IReadOnlyList<Concept>> FindAsync(string system, string query, DateOnly on, int skip, int take, CancellationToken cancellation) =>
        (await IndexAsync(system, on, cancellation)).Find(query, on, skip, take);

    async Task<SearchIndex> IndexAsync(string system, DateOnly on, CancellationToken cancellation)
    {
        var (key, load) = await terminologies.AllAsync(system, on, cancellation);
        if (Kept(key) is { } index) return index;
        await making.WaitAsync(cancellation);
        try
        {
            if (Kept(key) is { } made) return made;
            index = new SearchIndex(system, await load());
            kept = [(key, index), .. kept.Take(Most - 1)];
            return index;
        }
        finally
        {
            making.Release();
        }
    }

    public void Dispose() => making.Dispose();

    SearchIndex? Kept(string key)
    {
        foreach (var (known, index) in kept)
            if (known == key) return index;
        return null;
    }
}
