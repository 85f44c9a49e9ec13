using System.Diagnostics;
using System.Globalization;

namespace HealthLedger.EndToEnd.Support;

/// <summary>A small file system of its own, seen by whoever is started through it: it can be filled, and made read-only.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly Process holder;
    readonly string inside;

    SmallDisk(Process holder, string inside)
    {
        this.holder = holder;
        this.inside = inside;
    }

    /// <summary>The same directory as this process sees it.</summary>
    public string Outside => $"/proc/{holder.Id.ToString(CultureInfo.InvariantCulture)}/root{inside}";

    string[] Enter => ["nsenter", "-m", "-t", holder.Id.ToString(CultureInfo.InvariantCulture)];

    string Filler => Path.Combine(Outside, "filler");

    /// <summary>Skips the test where this machine does not let a test mount anything.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small disk is a Linux mount.");
        var directory = Directory.CreateTempSubdirectory("healthledger-disk-").FullName;
        var size = megabytes.ToString(CultureInfo.InvariantCulture);
        var holder = Begin("unshare", "-m", "sh", "-c", $"mount -t tmpfs -o size={size}m tmpfs {directory} && echo mounted && exec sleep infinity");
        if (await holder.StandardOutput.ReadLineAsync() == "mounted") return new SmallDisk(holder, directory);
        await holder.WaitForExitAsync();
        Directory.Delete(directory);
        Assert.Skip("This machine lets a test mount nothing.");
        throw new UnreachableException();
    }

    /// <summary>A gateway whose data is on the disk.</summary>
    public GatewayProcess NewGateway() => new(
        new Dictionary<string, string> { ["HealthLedger__DataDirectory"] = inside }, Outside, Enter);

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var part in (int[])[64 * 1024, 4096, 1])
            try
            {
                while (true) file.Write(new byte[part]);
            }
            catch (IOException)
            {
                // No room for another one of this size.
            }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>While nothing on it is open for writing.</summary>
    public async Task SetReadOnlyAsync(bool readOnly)
    {
        using var remount = Begin([.. Enter, "mount", "-o", readOnly ? "remount,ro" : "remount,rw", inside]);
        await remount.WaitForExitAsync();
        Assert.Equal(0, remount.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        holder.Kill();
        await holder.WaitForExitAsync();
        holder.Dispose();
        Directory.Delete(inside);
    }

    static Process Begin(params string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
}
