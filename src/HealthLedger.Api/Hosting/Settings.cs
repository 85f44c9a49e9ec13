using System.Globalization;
using HealthLedger.Core;

namespace HealthLedger.Api.Hosting;

/// <summary>A configuration section's values, and the sentences about wrong ones.</summary>
sealed class Settings(IConfigurationSection section)
{
    /// <summary>The value; null where it is absent or empty.</summary>
    public string? this[string key] => section[key] is { Length: > 0 } value ? value : null;

    /// <summary>A list by index, or in one value with commas.</summary>
    public IEnumerable<string> List(string key) =>
        this[key]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        ?? section.GetSection(key).GetChildren().Select(item => item.Value).OfType<string>();

    /// <summary>A list of addresses of one of two schemes.</summary>
    public IReadOnlyList<Uri> Addresses(string key, string scheme, string secured) =>
    [
        .. List(key).Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == scheme || address.Scheme == secured)
            ? address
            : throw Wrong(key, text, $"give each node's RPC address as {scheme}://host:port or {secured}://host:port")),
    ];

    public long Number(string key, long absent, long max, string meaning)
    {
        if (this[key] is not { } text) return absent;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw Wrong(key, text, $"set a whole number, {meaning}");
    }

    /// <summary>False where it is absent.</summary>
    public bool Truth(string key) => this[key] switch
    {
        null => false,
        var text when bool.TryParse(text, out var truth) => truth,
        var text => throw Wrong(key, text, "set true or false"),
    };

    /// <summary>Refuses all values but this one; null: any.</summary>
    public void AllowOnly(string key, string? only, string sentence)
    {
        if (this[key] is { } value && value != only) throw new CannotStartException($"HealthLedger:{key}: {sentence}.");
    }

    /// <summary>A misspelled key would silently leave its default in force.</summary>
    public void RefuseUnknown(params string[] known)
    {
        foreach (var (key, value) in section.AsEnumerable(makePathsRelative: true))
            if (value is not null && key.Length > 0 && !known.Any(name => Names(name, key)))
                throw new CannotStartException($"HealthLedger:{key} is no setting: --help lists those there are.");

        // A list's items are keys of their own.
        static bool Names(string name, string key) => key.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (name is "Chain:Endpoints" or "Chain:Heads" && key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
    }

    public static CannotStartException Wrong(string key, string value, string what) => new($"HealthLedger:{key} is '{value}': {what}.");
}
