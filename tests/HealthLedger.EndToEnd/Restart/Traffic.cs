using System.Collections.Concurrent;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>A write under an idempotency key, which may be asked again.</summary>
sealed record KeyedWrite(Account Actor, string Path, object Body)
{
    public string Key { get; } = Guid.NewGuid().ToString();

    public Task<Answer> SendAsync() => Actor.PostAsync(Path, Body, Key);
}

/// <summary>Writes by several at once until the gateway no longer answers: what was asked, and what of it was answered with 201.</summary>
sealed class Traffic
{
    readonly ConcurrentQueue<KeyedWrite> asked = new();
    readonly ConcurrentDictionary<KeyedWrite, Answer> confirmed = new();
    readonly Task[] workers;

    Traffic(int width, Func<int, KeyedWrite> make) => workers = [.. Enumerable.Range(0, width).Select(start => WorkAsync(start, width, make))];

    public static Traffic Begin(int width, Func<int, KeyedWrite> make) => new(width, make);

    public IReadOnlyCollection<KeyedWrite> Asked => asked;

    public IReadOnlyDictionary<KeyedWrite, Answer> Confirmed => confirmed;

    /// <summary>Returns when so many were confirmed, while others are under way.</summary>
    public Task ReachAsync(int count) => Eventually.IsTrueAsync(
        () => confirmed.Count >= count || Array.Exists(workers, worker => worker.IsFaulted), () => $"{confirmed.Count} writes are confirmed.");

    /// <summary>Returns when the gateway's end ended them all.</summary>
    public Task EndedAsync() => Task.WhenAll(workers);

    async Task WorkAsync(int start, int width, Func<int, KeyedWrite> make)
    {
        for (var number = start; ; number += width)
        {
            var write = make(number);
            asked.Enqueue(write);
            try
            {
                confirmed[write] = (await write.SendAsync()).Expect(201);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
