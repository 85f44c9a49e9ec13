using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Operations;

/// <summary>Where requests wait to hear that their operation was decided.</summary>
sealed class DecisionBoard
{
    readonly Dictionary<LedgerId, Bell> bells = [];

    /// <summary>Begins to listen. Look at the store after this, not before: between the two nothing is missed.</summary>
    public Listener Listen(LedgerId operation)
    {
        lock (bells)
        {
            if (!bells.TryGetValue(operation, out var bell)) bells[operation] = bell = new Bell();
            bell.Listeners++;
            return new Listener(this, operation, bell);
        }
    }

    public void Ring(IEnumerable<LedgerId> operations)
    {
        lock (bells)
            foreach (var operation in operations)
                if (bells.TryGetValue(operation, out var bell)) bell.Rung.TrySetResult();
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
