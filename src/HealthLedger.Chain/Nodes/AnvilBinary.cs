using System.Runtime.InteropServices;
using HealthLedger.Core;

namespace HealthLedger.Chain.Nodes;

/// <summary>Where the embedded chain's node is: HEALTHLEDGER_ANVIL, what npm installed in contracts/, or the PATH.</summary>
internal static class AnvilBinary
{
    static readonly string FileName = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";

    /// <exception cref="CannotStartException">Nowhere.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(File.Exists) ?? throw new CannotStartException(
            "The embedded chain's node (anvil) is missing: run `npm ci` in contracts/ (Node 20 is needed), or set HealthLedger:Chain:Endpoints to a network of your own.");

    static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("HEALTHLEDGER_ANVIL") is { Length: > 0 } configured) yield return configured;

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "HealthLedger.sln")))
                yield return Path.Combine(
                    directory.FullName, "contracts", "node_modules", "@foundry-rs", $"anvil-{Platform}-{Architecture}", "bin", FileName);

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            if (directory.Length > 0) yield return Path.Combine(directory, FileName);
    }

    static string Platform => OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
