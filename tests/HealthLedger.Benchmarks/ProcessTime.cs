using System.Globalization;

namespace HealthLedger.Benchmarks;

/// <summary>What a process has cost.</summary>
static class ProcessTime
{
    const double TicksPerSecond = 100;

    /// <summary>Seconds of processor time, its own and the kernel's for it.</summary>
    public static double SecondsOf(int process)
    {
        // Behind the name, which may hold anything: fields 14 and 15 are utime and stime (proc_pid_stat(5)).
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return (Ticks(11) + Ticks(12)) / TicksPerSecond;

        long Ticks(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    /// <summary>Resident memory, in MiB.</summary>
    public static double ResidentOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
