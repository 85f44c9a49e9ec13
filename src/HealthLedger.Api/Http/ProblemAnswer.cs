using System.Diagnostics;
using System.Text.Json.Nodes;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>A refusal as RFC 9457 problem+json: the one form in which the API says no.</summary>
public sealed class ProblemAnswer(Refusal refusal, TimeSpan? retryAfter = null) : IResult
{
    /// <summary>How many seconds a caller waits who was told that nothing can be accepted right now.</summary>
    internal const string UnavailableFor = "5";

    /// <summary>Answers with the problem and, where the problem passes by itself, when to come again.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = Problems.Of(refusal.Code);
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = UnavailableFor;
        if (retryAfter is { } wait) response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
        var body = new JsonObject
        {
            ["type"] = $"urn:healthledger:problem:{problem.Code}",
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["code"] = problem.Code,
            ["detail"] = refusal.Detail,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier,
        };
        if (refusal.Errors is { Count: > 0 } errors)
            body["errors"] = new JsonObject(errors.Select(field => KeyValuePair.Create<string, JsonNode?>(
                field.Key, new JsonArray([.. field.Value.Select(sentence => (JsonNode)sentence)]))));
        return response.WriteAsJsonAsync(body, options: null, "application/problem+json", httpContext.RequestAborted);
    }
}
