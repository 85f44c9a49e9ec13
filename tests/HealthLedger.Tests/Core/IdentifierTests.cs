using CsCheck;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Core;

public sealed class IdentifierTests
{
    static readonly Gen<EntityIdentifier> identifiers =
        Gen.Select(Gen.OneOfConst([.. EntityClasses.All]), Gen.Byte.Array[11], (entityClass, bytes) => EntityIdentifier.Create(entityClass, bytes));

    [Fact]
    public void An_identifier_reads_back_as_itself() => identifiers.Sample(identifier =>
        EntityIdentifier.TryParse(identifier.ToString(), out var again) && again == identifier
        && EntityIdentifier.TryParse($" {identifier.ToString().ToLowerInvariant()} ", out again) && again == identifier
        && identifier.ToString().StartsWith(identifier.Class.PrefixOf(), StringComparison.Ordinal));

    [Fact]
    public void Every_mistyped_symbol_is_caught() => identifiers.Sample(identifier =>
    {
        var text = identifier.ToString();
        for (var at = 4; at < text.Length; at++)
            foreach (var symbol in Crockford.Symbols)
                if (at != 15 && symbol != text[at])
                    Assert.False(EntityIdentifier.TryParse(text[..at] + symbol + text[(at + 1)..], out _), $"{text} with {symbol} at {at}");
    }, iter: 200);

    [Fact]
    public void Every_swap_of_neighbours_is_caught() => identifiers.Sample(identifier =>
    {
        var text = identifier.ToString();
        for (var at = 4; at < 14; at++)
            if (text[at] != text[at + 1])
                Assert.False(EntityIdentifier.TryParse($"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}", out _), $"{text} swapped at {at}");
    }, iter: 500);

    [Fact]
    public void A_pharmacy_is_never_taken_for_a_physician() => Gen.Byte.Array[11].Sample(bytes =>
    {
        var physician = EntityIdentifier.Create(EntityClass.Physician, bytes).ToString();
        Assert.False(EntityIdentifier.TryParse("PHA" + physician[3..], out _));
    });

    [Fact]
    public void Text_that_is_no_identifier_is_refused_without_an_accident() =>
        Gen.String.Sample(text => !EntityIdentifier.TryParse(text, out _));

    [Fact]
    public void An_id_reads_back_as_itself_and_has_one_text() => Gen.Byte.Array[16].Where(bytes => bytes.Any(b => b != 0)).Sample(bytes =>
    {
        var id = new LedgerId(bytes);
        Assert.True(LedgerId.TryParse(id.ToString(), out var again));
        Assert.Equal(id, again);
        Assert.Equal([.. bytes, .. new byte[16]], again.ToBytes32());
        Assert.False(LedgerId.TryParse(id.ToString().ToUpperInvariant(), out _) && id.ToString().Any(char.IsLetter));
    });

    [Fact]
    public void A_digest_reads_back_as_itself() => Gen.Byte.Array[32].Sample(bytes =>
        Digest.Parse(new Digest(bytes).ToString()) == new Digest(bytes) && new Digest(bytes).ToBytes().AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Random_ids_differ() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => LedgerId.Random()).Distinct().Count());
}
