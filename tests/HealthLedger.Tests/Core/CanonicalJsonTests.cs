using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core;

public sealed class CanonicalJsonTests
{
    static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonNode.Parse(json)));

    // RFC 8785, section 3.2.2 and 3.2.4.
    [Fact]
    public void The_RFC_s_example_comes_out_byte_for_byte()
    {
        const string input =
            """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string expected =
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        Assert.Equal(expected, Canonical(input));
    }

    // RFC 8785, section 3.2.3.
    [Fact]
    public void Keys_are_sorted_by_their_UTF_16_units()
    {
        var sorted = JsonNode.Parse(Canonical(
            """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """))!.AsObject().Select(member => (string)member.Value!);
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh"],
            sorted);
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_ECMAScript_does(ulong bits, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Of(JsonValue.Create(BitConverter.UInt64BitsToDouble(bits)))));

    [Fact]
    public void What_has_no_canonical_form_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Of(JsonValue.Create(double.NaN)));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Of(JsonValue.Create(double.PositiveInfinity)));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Of(JsonNode.Parse("1e999")));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Of(JsonNode.Parse("""{"a":1,"a":2}""")));
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.Of(JsonValue.Create("\ud800")));
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Parse("""{"a":1,"a":2}"""u8));
    }

    [Fact]
    public void One_number_has_one_text_whatever_type_it_came_in()
    {
        foreach (var value in new JsonNode[] { JsonValue.Create(2), JsonValue.Create(2.0m), JsonValue.Create(2.0), JsonValue.Create(2L), JsonNode.Parse("2.0")! })
            Assert.Equal("2", Encoding.UTF8.GetString(CanonicalJson.Of(value)));
    }

    [Fact]
    public void Any_finite_number_reads_back_as_itself() => Gen.Double.Where(double.IsFinite).Sample(number =>
        double.Parse(Encoding.UTF8.GetString(CanonicalJson.Of(JsonValue.Create(number))), NumberStyles.Float, CultureInfo.InvariantCulture)
            == number);

    [Fact]
    public void The_canonical_form_of_the_canonical_form_is_itself() => Gen.Select(Gen.String.AlphaNumeric.Array[0, 6], Gen.Double.Array[6], Gen.String[Gen.Char['\0', '\ud7ff'], 0, 12])
        .Sample((names, numbers, text) =>
        {
            var members = names.Distinct().Select((name, n) => KeyValuePair.Create(name, (JsonNode?)new JsonArray(
                double.IsFinite(numbers[n % 6]) ? numbers[n % 6] : 0, text, null, true)));
            var once = CanonicalJson.Of(new JsonObject(members));
            return once.AsSpan().SequenceEqual(CanonicalJson.Of(CanonicalJson.Parse(once)));
        });
}
