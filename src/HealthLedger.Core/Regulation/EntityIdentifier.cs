using System.Diagnostics.CodeAnalysis;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Regulation;

/// <summary>
/// What an entity signs in with and is named by in HTTP: `PHY-7K3M9QX2TD4-C`. Class prefix, 11 random Crockford base32 symbols (55 bits)
/// and a check symbol that catches every single mistyped symbol and every swap of neighbours.
/// </summary>
public readonly record struct EntityIdentifier
{
    const int BodyLength = 11;
    readonly string? text;

    EntityIdentifier(string text) => this.text = text;

    public EntityClass Class
    {
        get
        {
            var prefix = ToString()[..3];
            return EntityClasses.All.First(candidate => candidate.PrefixOf() == prefix);
        }
    }

    /// <param name="entityClass">Gives the prefix.</param>
    /// <param name="entropy">At least 11 random bytes; five bits of each are used.</param>
    public static EntityIdentifier Create(EntityClass entityClass, ReadOnlySpan<byte> entropy)
    {
        Span<char> body = stackalloc char[BodyLength];
        for (var i = 0; i < BodyLength; i++) body[i] = Crockford.Symbols[entropy[i] & 31];
        return new EntityIdentifier($"{entityClass.PrefixOf()}-{body}-{CheckSymbol(entityClass.PrefixOf(), body)}");
    }

    /// <summary>Reads an identifier; lower case and surrounding spaces are forgiven, a wrong check symbol is not.</summary>
    public static bool TryParse([NotNullWhen(true)] string? input, out EntityIdentifier identifier)
    {
        identifier = default;
        var candidate = input?.Trim(' ').ToUpperInvariant();
        if (candidate is not { Length: 17 } || candidate[3] != '-' || candidate[15] != '-') return false;
        if (!EntityClasses.All.Any(entityClass => candidate.StartsWith(entityClass.PrefixOf(), StringComparison.Ordinal))) return false;
        Span<char> body = stackalloc char[BodyLength];
        for (var i = 0; i < BodyLength; i++)
        {
            var value = char.IsAscii(candidate[4 + i]) ? Crockford.ValueOf(candidate[4 + i]) : -1;
            if (value < 0) return false;
            body[i] = Crockford.Symbols[value];
        }
        var expected = CheckSymbol(candidate.AsSpan(0, 3), body);
        if (Crockford.ValueOf(candidate[16]) != Crockford.ValueOf(expected)) return false;
        identifier = new EntityIdentifier($"{candidate[..3]}-{body}-{expected}");
        return true;
    }

    /// <summary>The identifier that a body states.</summary>
    /// <exception cref="RefusedException">identifier-invalid.</exception>
    public static EntityIdentifier Require(string? input) =>
        TryParse(input, out var identifier) ? identifier : throw Problems.IdentifierInvalid.With().AsException();

    public override string ToString() => text ?? throw new InvalidOperationException("An identifier was never given.");

    // A sum in GF(32) whose weights differ and never vanish: a changed symbol always changes it, and so does a swap of
    // two different neighbours.
    static char CheckSymbol(ReadOnlySpan<char> prefix, ReadOnlySpan<char> body)
    {
        var sum = 0;
        var weight = 1;
        foreach (var letter in prefix) Add(letter - 'A');
        foreach (var symbol in body) Add(Crockford.ValueOf(symbol));
        return Crockford.Symbols[sum];

        void Add(int value)
        {
            weight = Multiply(weight, 2);
            sum ^= Multiply(value, weight);
        }
    }

    // GF(2^5) with x^5 + x^2 + 1, which is primitive: 31 positions have different weights.
    static int Multiply(int left, int right)
    {
        var product = 0;
        for (; right > 0; right >>= 1, left = (left & 16) != 0 ? ((left << 1) ^ 0b100101) & 31 : left << 1)
            if ((right & 1) != 0) product ^= left;
        return product;
    }
}
