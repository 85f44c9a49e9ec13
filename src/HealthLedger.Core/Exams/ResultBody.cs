using System.Text.Json;
using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Exams;

/// <summary>What a diagnostic center found. Status is the center's own word, `final` where absent.</summary>
public sealed record ResultBody(
    string? Conclusion, string? Status, IReadOnlyList<ResultValue>? Values, DateTimeOffset? PerformedAt, string? Reason = null,
    OperatorBody? Operator = null) : Confidential, IOperated;

/// <summary>One measured value: a number or text, in a unit that is free text.</summary>
public sealed record ResultValue(
    string? System, string? Code, string? Name, JsonElement? Value, string? Unit, string? ReferenceRange, bool? Abnormal) : Confidential;

/// <summary>A reason that may be left out.</summary>
public sealed record OptionalReasonBody(string? Reason, OperatorBody? Operator = null) : Confidential, IOperated;
