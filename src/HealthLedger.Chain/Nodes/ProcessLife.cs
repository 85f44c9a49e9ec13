using System.Diagnostics;

namespace HealthLedger.Chain.Nodes;

/// <summary>Whether a process has ended, also where it is no child of ours.</summary>
internal static class ProcessLife
{
    /// <summary>What waits to be collected has ended: in a container, who should collect it may never do so.</summary>
    public static bool HasEnded(this Process process) => process.HasExited || (OperatingSystem.IsLinux() && IsUncollected(process.Id));

    static bool IsUncollected(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].StartsWith(" Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Collected in this moment.
            return true;
        }
    }
}
