using System.Runtime.InteropServices;
using System.Text.Json;

namespace HealthLedger.Core.Vault;

/// <summary>A small file of secrets: made once, whole or not at all, for its owner's eyes only.</summary>
static class KeyFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <param name="mayCreate">False once something was sealed: a new secret could open none of it.</param>
    /// <exception cref="CannotStartException">Missing though it must not be, or unreadable.</exception>
    public static T ReadOrCreate<T>(string path, Func<T> create, bool mayCreate)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
                throw new CannotStartException(
                    $"The key file {Path.GetFullPath(path)} is missing, but the database holds what only it can open: put the file back.");
            Create(path, JsonSerializer.SerializeToUtf8Bytes(create()));
        }
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) ?? throw new JsonException("null");
        }
        catch (Exception unreadable) when (unreadable is JsonException or UnauthorizedAccessException or IOException)
        {
            // The cause is left out: it could quote the file.
            throw new CannotStartException($"The key file {Path.GetFullPath(path)} cannot be read: put back the right one.");
        }
    }

    static void Create(string path, byte[] content)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, OwnerDirectory);

        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody who shares the directory was first: theirs holds.
            File.Delete(draft);
        }
        if (!OperatingSystem.IsWindows()) FlushDirectory(directory);
    }

    // The name, too, must be on the disk before anything is sealed with what it names; .NET cannot flush a directory.
    static void FlushDirectory(string directory)
    {
        var descriptor = Open(directory, 0);
        if (descriptor < 0) return;
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    static extern int Close(int descriptor);
}
