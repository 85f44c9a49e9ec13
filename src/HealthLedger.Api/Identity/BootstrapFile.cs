using System.Text.Json;

namespace HealthLedger.Api.Identity;

/// <summary>
/// The first regulator's way in, for the programs that set a gateway up: `bootstrap-regulator.json` in the data directory, readable by the
/// gateway's user alone, gone when that password is changed.
/// </summary>
public sealed class BootstrapFile(string dataDirectory)
{
    readonly string path = Path.Combine(dataDirectory, "bootstrap-regulator.json");

    sealed record Content(string Identifier, string TemporaryPassword);

    internal void Write(string identifier, string temporaryPassword) =>
        PrivateFile.Write(path, JsonSerializer.Serialize(new Content(identifier, temporaryPassword), JsonSerializerOptions.Web));

    internal void Remove() => File.Delete(path);

    /// <summary>Removes the file if it is about this identifier.</summary>
    internal void RemoveOf(string identifier)
    {
        if (!File.Exists(path)) return;
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path), JsonSerializerOptions.Web);
        if (content?.Identifier == identifier) Remove();
    }
}
