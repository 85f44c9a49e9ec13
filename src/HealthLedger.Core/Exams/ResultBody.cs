using System.Text.Json;
using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Exams;

/// <summary>
/// What a diagnostic center found. Status is the center's own word, `final` where absent. Attachments are ids of what the center sent for this exam
/// request; the result then holds each one's SHA-256, so that its commitment binds them.
/// </summary>
public sealed record ResultBody(
    string? Conclusion, string? Status, IReadOnlyList<ResultValue>? Values, DateTimeOffset? PerformedAt, string? Reason = null,
    IReadOnlyList<string>? Attachments = null, OperatorBody? Operator = null) : Confidential, IOperated;

/// <summary>One measured value: a number or text, in a unit that is free text.</summary>
public sealed record ResultValue(
    string? System, string? Code, string? Name, JsonElement? Value, string? Unit, string? ReferenceRange, bool? Abnormal) : Confidential;

/// <summary>A reason that may be left out.</summary>
public sealed record OptionalReasonBody(string? Reason, OperatorBody? Operator = null) : Confidential, IOperated;
