using System.Collections.Concurrent;
using System.Net;

namespace HealthLedger.Api.Identity;

/// <summary>
/// Slows down guessing: per identifier and source together, so that a stranger cannot lock somebody else out. Five failures are free; then
/// each wait is twice the one before, up to a quarter of an hour. In memory: a restart forgives, a replica counts its own.
/// </summary>
public sealed class LockOut(TimeProvider clock)
{
    const int FreeFailures = 5;
    const int PruneAbove = 10_000;
    static readonly TimeSpan firstWait = TimeSpan.FromSeconds(15);
    static readonly TimeSpan longestWait = TimeSpan.FromMinutes(15);
    static readonly TimeSpan memory = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<Source, Failures> failures = new();

    // One attempt at a time for the same source: a hundred guesses at once would all find the count at zero.
    readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    readonly record struct Source(string Identifier, string Address);

    sealed record Failures(int Count, DateTimeOffset Last)
    {
        public DateTimeOffset LockedUntil => Count < FreeFailures
            ? DateTimeOffset.MinValue
            : Last + TimeSpan.FromTicks(Math.Min(longestWait.Ticks, firstWait.Ticks << Math.Min(Count - FreeFailures, 10)));
    }

    /// <summary>Makes one attempt and counts it if it fails. While locked out it fails unmade, whatever it would have been.</summary>
    public async Task<bool> AttemptAsync(string identifier, IPAddress? address, Func<Task<bool>> attempt, CancellationToken cancellation)
    {
        var source = new Source(identifier, NetworkOf(address));
        var turn = turns[(source.GetHashCode() & int.MaxValue) % turns.Length];
        await turn.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            var known = failures.GetValueOrDefault(source);
            if (known is not null && now < known.LockedUntil) return false;
            var succeeded = await attempt();
            if (succeeded) failures.TryRemove(source, out _);
            else failures[source] = new Failures(known is null || now - known.Last > memory ? 1 : known.Count + 1, clock.GetUtcNow());
            Prune(now);
            return succeeded;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A source's name: its address, of IPv6 the /64 that one subscriber has.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "local";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes, 0, 8);
    }

    void Prune(DateTimeOffset now)
    {
        if (failures.Count <= PruneAbove) return;
        foreach (var (source, known) in failures)
            if (now - known.Last > memory) failures.TryRemove(source, out _);
    }
}
