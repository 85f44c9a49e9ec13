using System.Security.Cryptography;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Api.Identity;

/// <summary>What a password must be, and the temporary ones that we give.</summary>
static class Passwords
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>How long a temporary password opens its change.</summary>
    public static readonly TimeSpan TemporaryFor = TimeSpan.FromHours(72);

    /// <summary>125 random bits in five groups that can be read out loud: `7K3M9-QX2TD-…`.</summary>
    public static string Temporary()
    {
        var entropy = RandomNumberGenerator.GetBytes(25);
        var symbols = entropy.Select(part => Crockford.Symbols[part & 31]);
        return string.Join('-', symbols.Chunk(5).Select(group => new string(group)));
    }

    /// <summary>Why a new password is none; null where it is one.</summary>
    public static string? Fault(string password, string identifier, string current)
    {
        var length = password.EnumerateRunes().Count();
        if (length is < MinLength or > MaxLength) return $"A password has {MinLength} to {MaxLength} characters.";
        if (password.Equals(identifier, StringComparison.OrdinalIgnoreCase)) return "The identifier is no password.";
        return password == current ? "This is the present password." : null;
    }
}
