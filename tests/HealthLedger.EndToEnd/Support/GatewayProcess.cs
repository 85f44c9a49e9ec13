using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Support;

/// <summary>The gateway as a process of its own, with its own data directory and embedded node: what an operator starts.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(90);
    readonly IReadOnlyDictionary<string, string> settings;
    readonly ConcurrentQueue<string> output = new();
    readonly ConcurrentQueue<string> errors = new();
    readonly bool ownsData;
    readonly string[] command;
    Process? process;

    /// <param name="settings">Environment variables.</param>
    /// <param name="dataDirectory">As this process sees it; null for one of its own.</param>
    /// <param name="through">A command that becomes the gateway, given with its arguments; null for none.</param>
    /// <param name="routed">Gives its client's requests another way than to this gateway alone; null: none.</param>
    public GatewayProcess(
        IReadOnlyDictionary<string, string>? settings = null, string? dataDirectory = null, IEnumerable<string>? through = null,
        HttpMessageHandler? routed = null)
    {
        command = [.. through ?? [], "dotnet"];
        this.settings = settings ?? new Dictionary<string, string>();
        ownsData = dataDirectory is null;
        DataDirectory = dataDirectory ?? Directory.CreateTempSubdirectory("healthledger-").FullName;
        Address = new Uri($"http://127.0.0.1:{Processes.FreePort()}");
        Http = new HttpClient(routed ?? new SocketsHttpHandler()) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(100) };
    }

    public string DataDirectory { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Everything the process wrote, to the console and to its error stream.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>What it wrote to its error stream alone: why it did not start.</summary>
    public string Errors => string.Join('\n', errors);

    public int Id => process?.Id ?? throw new InvalidOperationException("The gateway is not running.");

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task<GatewayProcess> StartAsync(params string[] arguments)
    {
        Launch(arguments);
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            if (process!.HasExited || waited.Elapsed > patience)
                throw new InvalidOperationException($"The gateway is not ready after {waited.Elapsed.TotalSeconds:0} s:\n{Output}");
            await Task.Delay(50);
        }
        return this;
    }

    /// <summary>Starts it and waits until it ends by itself.</summary>
    public async Task<int> RunToEndAsync(params string[] arguments)
    {
        Launch(arguments);
        using var limit = new CancellationTokenSource(patience);
        await process!.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>The identifier and temporary password of the first regulator, as the file beside the data has them.</summary>
    public (string Identifier, string Password) Bootstrap()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(DataDirectory, "bootstrap-regulator.json")));
        return (file.RootElement.GetProperty("identifier").GetString()!, file.RootElement.GetProperty("temporaryPassword").GetString()!);
    }

    /// <summary>The embedded node's process, by the file that the gateway keeps about it.</summary>
    public int NodeId()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(NodeFile));
        return file.RootElement.GetProperty("pid").GetInt32();
    }

    /// <summary>An orderly end, as Ctrl-C gives it.</summary>
    public async Task StopAsync()
    {
        if (process is not { HasExited: false }) return;
        Processes.Interrupt(process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
    }

    /// <summary>kill -9 of the embedded node alone.</summary>
    public async Task KillNodeAsync()
    {
        var node = NodeId();
        Processes.Kill(node);
        await Eventually.IsTrueAsync(() => !Processes.IsNode(node), () => $"The node {node} has ended.");
    }

    /// <summary>kill -9, of the embedded node too where asked.</summary>
    public async Task KillAsync(bool withNode)
    {
        process!.Kill();
        if (withNode) await KillNodeAsync();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        var node = ownsData && File.Exists(NodeFile) ? NodeId() : 0;
        try
        {
            await StopAsync();
        }
        finally
        {
            if (process is { HasExited: false }) process.Kill();
            process?.Dispose();
            if (node > 0 && Processes.IsNode(node)) Processes.Kill(node);
            if (ownsData)
            {
                StoreUnderTest.Forget(DataDirectory);
                Directory.Delete(DataDirectory, recursive: true);
            }
        }
    }

    void Launch(string[] arguments)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = DataDirectory };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Repository.ApiAssembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["HealthLedger__DataDirectory"] = DataDirectory;
        start.Environment["HealthLedger__RateLimit"] = "0";
        if (StoreUnderTest.ConnectionOf(DataDirectory) is { } connection)
            (start.Environment["HealthLedger__Database__Provider"], start.Environment["HealthLedger__Database__ConnectionString"]) = ("postgres", connection);
        foreach (var (key, value) in settings) start.Environment[key] = value;
        process?.Dispose();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => { if (line.Data is { } text) output.Enqueue(text); };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { } text) return;
            output.Enqueue(text);
            errors.Enqueue(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    string NodeFile => Path.Combine(DataDirectory, "node.json");

    async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
