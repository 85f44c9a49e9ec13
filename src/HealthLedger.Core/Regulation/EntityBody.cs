using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Regulation;

/// <summary>A physician's council registration: the number is text.</summary>
public sealed record Crm(string? Number, string? Uf) : Confidential;

/// <summary>What a regulator says of an entity, and what its profile commitment is about. Documents with or without punctuation.</summary>
public sealed record EntityBody(
    string? Class, string? Name, Crm? Crm = null, string? Specialty = null, string? Cpf = null, string? Cns = null, string? Cnpj = null,
    string? Cnes = null, DateOnly? BirthDate = null, string? Sex = null) : Confidential
{
    /// <summary>Administrative sex, in FHIR's words.</summary>
    public static IReadOnlyList<string> Sexes { get; } = ["female", "male", "other", "unknown"];
}

/// <summary>Why something was done.</summary>
public sealed record ReasonBody(string? Reason, OperatorBody? Operator = null) : Confidential, IOperated;
