namespace HealthLedger.Core.Medicines;

/// <summary>Quantities are decimal numbers with up to three places; the ledger counts them in integer thousandths of the prescribed unit.</summary>
public static class Quantities
{
    /// <summary>The largest quantity of one fill or one dispensation, in units.</summary>
    public const decimal Largest = 1_000_000;

    /// <summary>Whether the value is positive, at most <see cref="Largest"/>, and has no more than three decimal places.</summary>
    public static bool IsValid(decimal? value) => value is > 0 and <= Largest && value * 1000 % 1 == 0;

    public static long ToThousandths(decimal value) => decimal.ToInt64(value * 1000);

    /// <summary>Back into units, without trailing zeros.</summary>
    public static decimal ToUnits(long thousandths) => thousandths / 1000m / 1.0000000000000000000000000000m;
}
