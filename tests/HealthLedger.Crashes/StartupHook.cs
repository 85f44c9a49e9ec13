using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HealthLedger.Crashes;

/// <summary>
/// Brought into an unchanged gateway by DOTNET_STARTUP_HOOKS. HEALTHLEDGER_CRASH_PLAN names a file beside node.json; where it says
/// `BatchPersisted:3:Both:0`, the third pass of that boundary from then on ends gateway and node with SIGKILL. The file goes first: gone means
/// done; `Freeze` instead of a victim: the gateway stands still until it is told to go on. The last number: for so many milliseconds a gateway
/// that outlives its node goes no further there, as with a slow disk.
/// HEALTHLEDGER_STATEMENTS names a file that takes each distinct statement with the name of its database, a JSON array a line.
/// </summary>
sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    const int SigKill = 9;
    const int SigStop = 19;

    readonly Lock gate = new();
    readonly string plan;
    int passes;

    StartupHook(string plan) => this.plan = plan;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("HEALTHLEDGER_CRASH_PLAN") is { Length: > 0 } plan)
            DiagnosticListener.AllListeners.Subscribe(new StartupHook(plan));
        if (Environment.GetEnvironmentVariable("HEALTHLEDGER_STATEMENTS") is { Length: > 0 } file)
            DiagnosticListener.AllListeners.Subscribe(Writing(file));
    }

    static StatementLog Writing(string file)
    {
        var (gate, written) = (new Lock(), new HashSet<(string, string)>());
        return new StatementLog((database, sql) =>
        {
            lock (gate)
                if (written.Add((database, sql))) File.AppendAllLines(file, [JsonSerializer.Serialize(new[] { Path.GetFileName(database), sql })]);
        });
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "HealthLedger.Boundaries") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        lock (gate)
        {
            if (!File.Exists(plan) || File.ReadAllText(plan).Split(':') is not [var boundary, var pass, var victim, var stall]) return;
            if (value.Key != boundary || ++passes < int.Parse(pass, CultureInfo.InvariantCulture)) return;
            passes = 0;
            File.Delete(plan);
            if (victim == "Freeze")
            {
                _ = Signal(Environment.ProcessId, SigStop);
                return;
            }
            if (victim != "Gateway" && NodeId() is { } node) Kill(node);
            if (victim != "Node") Kill(Environment.ProcessId);
            Thread.Sleep(int.Parse(stall, CultureInfo.InvariantCulture));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    int? NodeId()
    {
        try
        {
            using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(plan)!, "node.json")));
            return record.RootElement.GetProperty("pid").GetInt32();
        }
        catch (Exception between) when (between is IOException or JsonException)
        {
            // One node is gone, and the next not there yet.
            return null;
        }
    }

    static void Kill(int process) => _ = Signal(process, SigKill);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int process, int signal);
}
