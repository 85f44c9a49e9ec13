using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HealthLedger.Core.Store;

/// <summary>
/// Remembers at most about 2 × <paramref name="generation"/> things, the recently used ones. Two generations: when the young one is full it
/// becomes the old one, and what is asked for in the old one moves back up. No clock, no list, no lock on the way of a hit.
/// </summary>
public sealed class BoundedCache<TKey, TValue>(int generation) where TKey : notnull
{
    readonly Lock turning = new();
    ConcurrentDictionary<TKey, TValue> young = new(), old = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (young.TryGetValue(key, out value)) return true;
        if (!old.TryGetValue(key, out value)) return false;
        Put(key, value);
        return true;
    }

    public void Put(TKey key, TValue value)
    {
        if (young.Count >= generation)
            lock (turning)
                if (young.Count >= generation) (old, young) = (young, new());
        young[key] = value;
    }

    public void Clear()
    {
        lock (turning) (old, young) = (new(), new());
    }

    public void Remove(TKey key)
    {
        young.TryRemove(key, out _);
        old.TryRemove(key, out _);
    }
}
