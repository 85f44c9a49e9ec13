namespace HealthLedger.Api.Swagger;

/// <summary>A problem as RFC 9457 has it, with a stable code.</summary>
/// <param name="Type">`urn:healthledger:problem:` and the code.</param>
/// <param name="Title">The kind of problem.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">What a program decides by.</param>
/// <param name="Detail">What a person reads.</param>
/// <param name="TraceId">What to name when asking about it.</param>
/// <param name="Errors">Of a 400 or 422: sentences by field.</param>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Code, string Detail, string TraceId, IReadOnlyDictionary<string, string[]>? Errors);
