namespace HealthLedger.Core.Operations;

/// <summary>
/// Why something was refused: one of the closed list in <see cref="Problems"/>, with a sentence for the caller. Never holds what was asked
/// about a person. <paramref name="Errors"/> names the fields of a 400 or 422.
/// </summary>
public sealed record Refusal(string Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The refusal as an exception, for where a rule is broken deep inside a command.</summary>
    public RefusedException AsException() => new(this);
}

/// <summary>Carries a refusal to the one place that turns it into problem+json.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal { get; } = refusal;
}
