using System.Diagnostics;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Contracts;

/// <summary>The contracts' own tests, written in Solidity and run by Foundry.</summary>
public sealed class FoundrySuiteTests
{
    static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    [Fact]
    public Task The_foundry_suite_passes() => PassesAsync("test");

    [Fact]
    public Task Format_artifacts_sizes_errors_and_gas_are_as_committed() => PassesAsync("check");

    static async Task PassesAsync(string script)
    {
        // The build has restored the packages, except where it was told not to.
        await RunAsync(Repository.Root, "node", Path.Combine("scripts", "restore-contracts.mjs"));
        await RunAsync(Path.Combine(Repository.Root, "contracts"), "npm", "run", script);
    }

    static async Task RunAsync(string directory, string command, params string[] arguments)
    {
        var output = new Queue<string>();
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && command == "npm" ? "npm.cmd" : command, arguments)
        {
            WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        lock (output) Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} exited with {process.ExitCode}:\n{string.Join('\n', output)}");

        // The end tells: which tests failed, and how many.
        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            lock (output)
            {
                output.Enqueue(line.Data);
                if (output.Count > 60) output.Dequeue();
            }
        }
    }
}
