using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HealthLedger.Chain.Nodes;

/// <summary>
/// One running anvil, started by us or by a gateway that was killed: node.json says which process it is, so that there are never two on
/// one state.
/// </summary>
internal sealed class AnvilProcess : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    readonly Process process;
    readonly string recordPath;

    AnvilProcess(Process process, int port, string recordPath)
    {
        this.process = process;
        this.recordPath = recordPath;
        Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
    }

    public Uri Address { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasEnded();

    /// <summary>What it said on its way out.</summary>
    public string Complaint { get; private set; } = "";

    public async Task WaitForExitAsync(CancellationToken cancellation)
    {
        while (!HasExited) await Task.Delay(Look, cancellation);
    }

    public static AnvilProcess Start(string binary, string recordPath, IEnumerable<string> arguments)
    {
        var port = FreePort();
        // In a session of its own where that can be had: a terminal's Ctrl-C is for the gateway, which then ends the node in order.
        var setsid = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid");
        var start = new ProcessStartInfo(setsid ? "/usr/bin/setsid" : binary)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (setsid) start.ArgumentList.Add(binary);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--port");
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));

        var process = Process.Start(start)!;
        var node = new AnvilProcess(process, port, recordPath);
        process.ErrorDataReceived += (_, line) => node.Complaint = $"{node.Complaint}{line.Data} "[..Math.Min(500, node.Complaint.Length + (line.Data?.Length ?? 0) + 1)];
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        File.WriteAllText(recordPath, JsonSerializer.Serialize(new Record(process.Id, port, StartOf(process)), JsonSerializerOptions.Web));
        return node;
    }

    /// <summary>The process that node.json names, if it still is that process.</summary>
    public static AnvilProcess? Adopt(string recordPath)
    {
        try
        {
            var record = JsonSerializer.Deserialize<Record>(File.ReadAllBytes(recordPath), JsonSerializerOptions.Web)!;
            var process = Process.GetProcessById(record.Pid);
            var adopted = new AnvilProcess(process, record.Port, recordPath);
            // A pid is given again to others; a pid together with its start time is not. Start times are read with some jitter.
            if ((process.StartTime.ToUniversalTime() - record.StartedAt).Duration() < TimeSpan.FromSeconds(2) && !adopted.HasExited) return adopted;
            adopted.Dispose();
        }
        catch (Exception gone) when (gone is IOException or JsonException or ArgumentException or InvalidOperationException
            or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // No record, or no such process any more.
        }

        return null;
    }

    /// <summary>Asks it to write its state and leave; ends it where it does not.</summary>
    public async Task StopAsync()
    {
        if (!HasExited && !OperatingSystem.IsWindows())
        {
            _ = Signal(process.Id, Interrupt);
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It does not listen.
            }
        }

        await KillAsync();
        File.Delete(recordPath);
    }

    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose() => process.Dispose();

    // One that cannot read its state may have ended already: its exit is seen by whoever waits for its first answer.
    static DateTime StartOf(Process process)
    {
        try
        {
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return DateTime.UtcNow;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    const int Interrupt = 2;

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);

    sealed record Record(int Pid, int Port, DateTime StartedAt);
}
