namespace HealthLedger.Core.Ledger;

/// <summary>Crockford's base32: no I, L, O or U, so that nothing read aloud or typed is mistaken.</summary>
public static class Crockford
{
    /// <summary>The 32 symbols in the order of their values.</summary>
    public const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The value of a symbol, or -1. Lower case and the look-alikes O, I and L are accepted.</summary>
    public static int ValueOf(char symbol) => char.ToUpperInvariant(symbol) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var upper => Symbols.IndexOf(upper, StringComparison.Ordinal),
    };
}
