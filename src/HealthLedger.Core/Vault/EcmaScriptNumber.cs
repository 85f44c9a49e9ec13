using System.Globalization;

namespace HealthLedger.Core.Vault;

/// <summary>Number::toString of ECMAScript, which RFC 8785 prescribes: .NET finds the same shortest digits but places the point otherwise.</summary>
static class EcmaScriptNumber
{
    /// <exception cref="ArgumentException">Not a finite number.</exception>
    public static string Format(double number)
    {
        if (!double.IsFinite(number)) throw new ArgumentException("Only finite numbers have a canonical form.", nameof(number));
        if (number == 0) return "0";
        var sign = number < 0 ? "-" : "";
        var (digits, point) = Shortest(Math.Abs(number));
        return sign + Place(digits, point);
    }

    // The value is 0.digits × 10^point.
    static (string Digits, int Point) Shortest(double number)
    {
        var parts = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var whole = parts[0].Split('.')[0];
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), whole.Length - leadingZeros + exponent);
    }

    static string Place(string digits, int point) => point switch
    {
        > 21 or < -5 => Scientific(digits, point - 1),
        <= 0 => "0." + new string('0', -point) + digits,
        _ when digits.Length <= point => digits + new string('0', point - digits.Length),
        _ => digits[..point] + "." + digits[point..],
    };

    static string Scientific(string digits, int exponent) =>
        digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + "e" + (exponent < 0 ? "-" : "+")
        + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
}
