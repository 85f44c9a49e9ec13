using System.Text.RegularExpressions;

namespace HealthLedger.Core.Terminology;

/// <summary>A code and the system it is of, as a request names it.</summary>
public sealed record Coding(string? System, string? Code) : Confidential;

/// <summary>The code systems known at first. Without an imported edition a code is checked by its form only.</summary>
public static partial class CodeSystems
{
    static readonly Dictionary<string, Regex> forms = new(StringComparer.Ordinal)
    {
        ["cid-10"] = Cid10(),
        ["icd-11"] = Icd11(),
        ["tuss"] = Tuss(),
        ["anvisa"] = Anvisa(),
        ["dcb"] = Dcb(),
    };

    /// <summary>The systems' names, in the order of the HTTP contract.</summary>
    public static IReadOnlyCollection<string> Names => forms.Keys;

    public static bool IsKnown(string? system) => system is not null && forms.ContainsKey(system);

    /// <summary>Letter and two digits: `J45`.</summary>
    internal const int CategoryOfCid10 = 3;

    /// <summary>The one form in which a code is stored and answered: CID-10 comes with and without its dot, and with marks of dagger and asterisk.</summary>
    public static string Canonical(string system, string code)
    {
        code = code.ToUpperInvariant();
        if (system != "cid-10") return code;
        var bare = code.TrimEnd('*', '+').Replace(".", "", StringComparison.Ordinal);
        return bare.Length > CategoryOfCid10 ? bare.Insert(CategoryOfCid10, ".") : bare;
    }

    /// <summary>Whether the code could be one of the system's.</summary>
    public static bool HasForm(string system, string code) => forms.TryGetValue(system, out var form) && form.IsMatch(code);

    [GeneratedRegex(@"^[A-Z][0-9]{2}(\.?[0-9X]{1,2})?[*+]?$")]
    private static partial Regex Cid10();

    // A stem code, and clusters of them: "/" joins stem codes, "&" adds extension codes, which have up to six symbols without a dot.
    [GeneratedRegex(@"^[0-9A-HJ-NP-Z]{2}[0-9A-HJ-NP-Z]{1,3}(\.[0-9A-HJ-NP-Z]{1,2})?([/&][0-9A-HJ-NP-Z]{3,6}(\.[0-9A-HJ-NP-Z]{1,2})?){0,9}$")]
    private static partial Regex Icd11();

    [GeneratedRegex("^[0-9]{8}$")]
    private static partial Regex Tuss();

    // A product register has 9 digits, a presentation register 13.
    [GeneratedRegex("^([0-9]{9}|[0-9]{13})$")]
    private static partial Regex Anvisa();

    [GeneratedRegex("^[0-9]{5}$")]
    private static partial Regex Dcb();
}
