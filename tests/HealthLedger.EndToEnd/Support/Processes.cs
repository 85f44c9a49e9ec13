using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HealthLedger.EndToEnd.Support;

/// <summary>What the operating system knows of processes and ports.</summary>
static class Processes
{
    const int SigInt = 2;
    const int SigKill = 9;
    const int SigContinue = 18;
    const int SigStop = 19;

    /// <summary>Ctrl-C.</summary>
    public static void Interrupt(int id) => _ = Signal(id, SigInt);

    /// <summary>kill -9.</summary>
    public static void Kill(int id) => _ = Signal(id, SigKill);

    /// <summary>It stands still, its sockets open: as one whose machine swaps, or whose network lost the way.</summary>
    public static void Freeze(int id) => _ = Signal(id, SigStop);

    /// <summary>It goes on.</summary>
    public static void Thaw(int id) => _ = Signal(id, SigContinue);

    /// <summary>Whether a process of that id runs and is an Ethereum node.</summary>
    public static bool IsNode(int id)
    {
        try
        {
            using var found = Process.GetProcessById(id);
            return !found.HasExited && found.ProcessName.Contains("anvil", StringComparison.OrdinalIgnoreCase) && !HasEnded(id);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Ended, but not yet collected by whoever became its parent: in a container that can take a while.
    static bool HasEnded(int id)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int process, int signal);
}
