namespace HealthLedger.Core.Operations;

/// <summary>A lock for each key that is in use, and none for the others.</summary>
sealed class KeyedLocks<TKey> where TKey : notnull
{
    readonly Dictionary<TKey, Gate> gates = [];

    /// <summary>Waits until nobody else holds the key; whoever disposes the result lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancellation)
    {
        Gate gate;
        lock (gates)
        {
            if (!gates.TryGetValue(key, out gate!)) gates[key] = gate = new Gate();
            gate.Users++;
        }
        try
        {
            await gate.Turn.WaitAsync(cancellation);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }
        return new Holder(this, key, gate);
    }

    void Leave(TKey key, Gate gate)
    {
        lock (gates)
            if (--gate.Users == 0)
            {
                gates.Remove(key);
                gate.Dispose();
            }
    }

    sealed class Gate : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1);
        public int Users;

        public void Dispose() => Turn.Dispose();
    }

    sealed class Holder(KeyedLocks<TKey> locks, TKey key, Gate gate) : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            gate.Turn.Release();
            locks.Leave(key, gate);
        }
    }
}
