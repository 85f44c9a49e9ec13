namespace HealthLedger.EndToEnd.Crashes;

/// <summary>Some workers at once, each asking one write after the other until the gateway is gone or it is enough; earlier ones too.</summary>
sealed class Traffic
{
    public const int Width = 4;

    readonly Hospital hospital;
    readonly List<AskedWrite> log;
    readonly Task[] workers;
    volatile bool enough;
    int told, decided;

    Traffic(Hospital hospital, List<AskedWrite> log, string name, Random dice)
    {
        (this.hospital, this.log) = (hospital, log);
        workers = [.. Enumerable.Range(0, Width).Select(worker => WorkAsync($"{name}-{worker}", new Random(dice.Next())))];
    }

    /// <summary>How many answers came.</summary>
    public int Told => Volatile.Read(ref told);

    /// <summary>How many of them the ledger decided since this began.</summary>
    public int Decided => Volatile.Read(ref decided);

    public bool HasEnded => Array.TrueForAll(workers, worker => worker.IsCompleted);

    /// <param name="log">Where every write goes before it is asked.</param>
    /// <param name="name">The keys begin with it.</param>
    public static Traffic Begin(Hospital hospital, List<AskedWrite> log, string name, Random dice) => new(hospital, log, name, dice);

    /// <summary>Asks nothing more, and returns when what was asked is answered or lost.</summary>
    public Task EndAsync()
    {
        enough = true;
        return Task.WhenAll(workers);
    }

    async Task WorkAsync(string name, Random dice)
    {
        await Task.Yield();
        for (var number = 0; !enough; number++)
        {
            var write = (dice.Next(3) == 0 ? Earlier(dice) : null) ?? New(dice, $"{name}-{number}");
            var known = write.IsSettled;
            try
            {
                if (!await write.AskAsync(hospital.Ledger.Gateway)) await Task.Delay(100);
                if (!write.IsSettled) continue;
                Interlocked.Increment(ref told);
                if (known || write.CameToNothing) continue;
                Interlocked.Increment(ref decided);
                hospital.Learn(write);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    AskedWrite New(Random dice, string key)
    {
        var write = hospital.Next(dice, key);
        write.TryBegin();
        lock (log) log.Add(write);
        return write;
    }

    // What has no answer yet rather than what has one.
    AskedWrite? Earlier(Random dice)
    {
        lock (log)
        {
            if (log.Count == 0) return null;
            var open = log.FindAll(write => !write.IsSettled);
            var write = open.Count > 0 && dice.Next(4) > 0 ? open[dice.Next(open.Count)] : log[dice.Next(log.Count)];
            return write.TryBegin() ? write : null;
        }
    }
}
