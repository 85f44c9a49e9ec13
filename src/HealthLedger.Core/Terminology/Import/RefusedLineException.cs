namespace HealthLedger.Core.Terminology.Import;

/// <summary>Why a line of a publisher's file is not taken. The import goes on with the next.</summary>
/// <param name="reason">The kind of fault, the same for all lines that have it.</param>
/// <param name="what">The values at fault in this line.</param>
sealed class RefusedLineException(string reason, string what) : Exception
{
    public string Reason { get; } = reason;

    public string What { get; } = what;
}

/// <summary>A line that was refused, for the report.</summary>
/// <param name="Number">Counted from 1, the header's.</param>
/// <param name="Reason">The kind of fault.</param>
/// <param name="What">The values at fault.</param>
public sealed record RefusedLine(int Number, string Reason, string What)
{
    public override string ToString() => $"line {Number}: {Reason} ({What})";
}
