using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Operations;

/// <summary>Where requests wait to hear that their operation was decided.</summary>
sealed class DecisionBoard
{
    readonly Dictionary<LedgerId, Bell> bells = [];

    /// <summary>What was decided while nobody listened yet: whoever saw it undecided just before hears of it at once.</summary>
    readonly BoundedCache<LedgerId, bool> late = new(20_000);

    /// <summary>Begins to listen.</summary>
    public Listener Listen(LedgerId operation)
    {
        lock (bells)
        {
            if (!bells.TryGetValue(operation, out var bell)) bells[operation] = bell = new Bell();
            bell.Listeners++;
            if (late.TryGet(operation, out _)) bell.Rung.TrySetResult();
            return new Listener(this, operation, bell);
        }
    }

    public void Ring(IEnumerable<LedgerId> operations)
    {
        lock (bells)
            foreach (var operation in operations)
                if (bells.TryGetValue(operation, out var bell)) bell.Rung.TrySetResult();
                else late.Put(operation, true);
    }

    internal sealed class Bell
    {
        public readonly TaskCompletionSource Rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Listeners;
    }

    internal readonly struct Listener(DecisionBoard board, LedgerId operation, Bell bell) : IDisposable
    {
        public Task Rung => bell.Rung.Task;

        public void Dispose()
        {
            lock (board.bells)
                if (--bell.Listeners == 0) board.bells.Remove(operation);
        }
    }
}
