using System.Diagnostics;
using System.Globalization;
using HealthLedger.EndToEnd.Support;
using Npgsql;

namespace HealthLedger.Postgres.Support;

/// <summary>
/// A PostgreSQL server of a test run's own, in a temporary directory and on a free port of loopback. A shell watches over it: when this process
/// ends, however it ends, the shell's input does too, and server and directory go.
/// </summary>
sealed class PostgresCluster : IAsyncDisposable
{
    // No test cuts the power; synchronous_commit is left off, so that whoever needs it must ask for it. Without statistics, which come at a time
    // of their own, the same statement has the same plan.
    const string Settings = "-c autovacuum=off -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 -c shared_buffers=64MB";

    const string Watch = """
        trap '' INT TERM HUP
        "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
        "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "$options" start >/dev/null 2>&1 || { cat "$dir/log"; exit 1; }
        echo ready
        cat >/dev/null
        "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$dir"
        """;

    readonly Process watch;
    readonly string binaries, directory;
    readonly int port;

    PostgresCluster(Process watch, string binaries, string directory, int port)
    {
        this.watch = watch;
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    /// <summary>The directory of the server's programs; null where it is not installed.</summary>
    public static string? Binaries => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => version + "/bin") : [])
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

    public string Connection => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = port, Username = "postgres", Database = "postgres", IncludeErrorDetail = true,
    }.ToString();

    public static async Task<PostgresCluster> StartAsync()
    {
        var binaries = Binaries ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var directory = Directory.CreateTempSubdirectory("healthledger-postgres-").FullName;
        var port = Processes.FreePort();
        // The server refuses to run as root.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "nobody", directory);
        var start = AsServer("sh", "-c", Watch);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.WorkingDirectory = directory;
        start.Environment["bin"] = binaries;
        start.Environment["dir"] = directory;
        start.Environment["options"] = string.Create(
            CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={directory} {Settings}");
        var watch = Process.Start(start)!;
        return await watch.StandardOutput.ReadLineAsync() is "ready"
            ? new PostgresCluster(watch, binaries, directory, port)
            : throw new InvalidOperationException($"PostgreSQL did not start: {await watch.StandardOutput.ReadToEndAsync()}");
    }

    /// <summary>As a crash of the server: nobody is waited for. What was committed is found again by the next start.</summary>
    public Task CrashAsync() => ControlAsync("-m", "immediate", "-w", "stop");

    /// <summary>An orderly stop that cuts off whoever is connected.</summary>
    public Task StopAsync() => ControlAsync("-m", "fast", "-w", "stop");

    public Task StartAgainAsync() =>
        ControlAsync("-l", Path.Combine(directory, "log"), "-w", "-o", watch.StartInfo.Environment["options"]!, "start");

    public async ValueTask DisposeAsync()
    {
        watch.StandardInput.Close();
        await watch.WaitForExitAsync();
        watch.Dispose();
    }

    Task ControlAsync(params string[] arguments) =>
        RunAsync(AsServerCommand([Path.Combine(binaries, "pg_ctl"), "-D", Path.Combine(directory, "data"), "-s", .. arguments]));

    static ProcessStartInfo AsServer(params string[] command)
    {
        string[] whole = AsServerCommand(command);
        return new ProcessStartInfo(whole[0], whole[1..]);
    }

    static string[] AsServerCommand(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. command] : command;

    static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {process.ExitCode}");
    }
}
