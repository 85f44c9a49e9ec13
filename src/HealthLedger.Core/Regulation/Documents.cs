namespace HealthLedger.Core.Regulation;

/// <summary>Brazilian document numbers: taken with or without punctuation, their check digits verified, kept without punctuation.</summary>
public static class Documents
{
    /// <summary>The 27 federative units.</summary>
    public static IReadOnlySet<string> States { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR",
        "RS", "SC", "SE", "SP", "TO",
    };

    /// <summary>The number without dots, dashes, slashes and spaces, in upper case.</summary>
    public static string Bare(string document) =>
        string.Concat(document.Where(symbol => symbol is not ('.' or '-' or '/' or ' '))).ToUpperInvariant();

    /// <summary>CPF: eleven digits, two of them check digits modulo 11.</summary>
    public static bool IsCpf(string? document)
    {
        if (document is null) return false;
        var digits = Bare(document);
        return digits.Length == 11 && digits.All(char.IsAsciiDigit) && digits.Distinct().Count() > 1
            && CheckDigit(digits[..9], 10) == digits[9] && CheckDigit(digits[..10], 11) == digits[10];
    }

    /// <summary>CNPJ: twelve digits or, since July 2026, letters too (IN RFB 2.229/2024), and two check digits modulo 11.</summary>
    public static bool IsCnpj(string? document)
    {
        if (document is null) return false;
        var symbols = Bare(document);
        return symbols.Length == 14 && symbols[..12].All(char.IsAsciiLetterOrDigit) && symbols[12..].All(char.IsAsciiDigit)
            && symbols.Distinct().Count() > 1
            && CheckDigit(symbols[..12], 5) == symbols[12] && CheckDigit(symbols[..13], 6) == symbols[13];
    }

    /// <summary>CNS: fifteen digits that begin with 1, 2, 7, 8 or 9 and whose sum weighted 15 to 1 is a multiple of 11.</summary>
    public static bool IsCns(string? document)
    {
        if (document is null) return false;
        var digits = Bare(document);
        return digits.Length == 15 && digits.All(char.IsAsciiDigit) && "12789".Contains(digits[0], StringComparison.Ordinal)
            && digits.Select((digit, index) => (digit - '0') * (15 - index)).Sum() % 11 == 0;
    }

    /// <summary>CNES: seven digits.</summary>
    public static bool IsCnes(string? document) => document is not null && Bare(document) is { Length: 7 } bare && bare.All(char.IsAsciiDigit);

    // Weights fall from the first to 2 and begin again at 9; a rest under 2 gives 0.
    static char CheckDigit(string symbols, int firstWeight)
    {
        var sum = 0;
        var weight = firstWeight;
        foreach (var symbol in symbols)
        {
            sum += (symbol - '0') * weight;
            weight = weight == 2 ? 9 : weight - 1;
        }
        var rest = sum % 11;
        return (char)('0' + (rest < 2 ? 0 : 11 - rest));
    }
}
