using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Contracts;

/// <summary>Core's ids and digests as the EVM's words, and back.</summary>
internal static class Words
{
    public static Bytes32 ToWord(this LedgerId id) => new(id.ToBytes32());

    public static Bytes32 ToWord(this LedgerId? id) => id is { } some ? some.ToWord() : default;

    public static Bytes32 ToWord(this Digest digest) => new(digest.ToBytes());

    public static Digest ToDigest(this Bytes32 word) => new(word.ToArray());

    /// <summary>
    /// The id that a word is; null for one that no gateway made (zero, or something in its right half). Such a word is never cut to an id:
    /// two strangers could become one.
    /// </summary>
    public static LedgerId? ToIdOrNull(this Bytes32 word)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        word.CopyTo(bytes);
        var id = new LedgerId(bytes);
        return id.IsEmpty || bytes[16..].ContainsAnyExcept((byte)0) ? null : id;
    }

    /// <summary>How addresses are stored and compared everywhere: lower case.</summary>
    public static string ToText(this Address address) => Hex.Encode(address.ToArray());
}
