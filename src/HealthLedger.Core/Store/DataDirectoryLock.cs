using System.Security.Cryptography;

namespace HealthLedger.Core.Store;

/// <summary>One gateway a data directory: two writers on one outbox would each believe to be the only one.</summary>
sealed class DataDirectoryLock : IDisposable
{
    // What the operating system says on Linux: EROFS, ENOSPC.
    const int ReadOnly = 30, Full = 28;

    readonly FileStream file;

    DataDirectoryLock(FileStream file) => this.file = file;

    /// <exception cref="CannotStartException">Another gateway holds it, or the directory cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            // The operating system lets go of it when the process ends, however it ends.
            return new(new FileStream(Path.Combine(directory, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CannotStartException($"The data directory {Path.GetFullPath(directory)} cannot be written: give this user the right to.", denied);
        }
        catch (IOException impossible) when (!Directory.Exists(directory))
        {
            throw new CannotStartException(
                $"The data directory {Path.GetFullPath(directory)} cannot be made: set HealthLedger:DataDirectory to one that can.", impossible);
        }
        catch (IOException unwritable) when (unwritable.HResult is ReadOnly or Full)
        {
            throw new CannotStartException(
                $"The data directory {Path.GetFullPath(directory)} cannot be written: {unwritable.Message.TrimEnd('.')}.", unwritable);
        }
        catch (IOException held)
        {
            throw new CannotStartException(
                $"Another gateway uses the data directory {Path.GetFullPath(directory)}: stop it, or set HealthLedger:DataDirectory to another one.",
                held);
        }
    }

    /// <summary>What this directory's gateway is called among replicas: made once, random.</summary>
    public string Name()
    {
        Span<byte> name = stackalloc byte[16];
        file.Position = 0;
        if (file.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length)
        {
            RandomNumberGenerator.Fill(name);
            file.Position = 0;
            file.Write(name);
            file.Flush(flushToDisk: true);
        }
        return Convert.ToHexStringLower(name);
    }

    public void Dispose() => file.Dispose();
}
