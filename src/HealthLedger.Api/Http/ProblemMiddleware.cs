using System.Reflection;
using System.Text.Json;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;

namespace HealthLedger.Api.Http;

/// <summary>
/// The one place where failures become answers. What was refused on purpose says why; what is the framework's (malformed JSON, unknown route,
/// wrong method) gets our codes; what nobody foresaw says nothing but its trace id.
/// </summary>
public sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context.Response) && OfStatus(context.Response.StatusCode) is { } problem)
                await new ProblemAnswer(problem.With()).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered; 499 is what the log shows.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refusal = RefusalOf(exception, context);
            if (refusal.Code == Problems.Unexpected.Code) log.LogError(exception, "A request failed unexpectedly");
            if (StoreFaults.Of(exception) is { } fault) log.LogError("The store cannot be used: {Fault}", fault.Message);
            context.Response.Clear();
            await new ProblemAnswer(refusal).ExecuteAsync(context);
        }
    }

    // Set by routing, authentication or an endpoint that gave a bare status.
    static bool IsBare(HttpResponse response) =>
        !response.HasStarted && response is { StatusCode: >= 400, ContentLength: null or 0, ContentType: null };

    internal static Problem? OfStatus(int status) => status switch
    {
        400 => Problems.BodyInvalid,
        401 => Problems.Unauthorized,
        403 => Problems.Forbidden,
        404 => Problems.NotFound,
        405 => Problems.MethodNotAllowed,
        413 => Problems.BodyTooLarge,
        415 => Problems.MediaTypeUnsupported,
        429 => Problems.TooManyRequests,
        503 => Problems.LedgerUnavailable,
        >= 500 => Problems.Unexpected,
        _ => null,
    };

    internal static Refusal RefusalOf(Exception exception, HttpContext context) => exception switch
    {
        RefusedException refused => refused.Refusal,
        JsonException json => JsonFault.Explain(json),
        BadHttpRequestException { InnerException: JsonException json } => JsonFault.Explain(json),
        BadHttpRequestException bad when OfStatus(bad.StatusCode) is { } problem && problem != Problems.BodyInvalid => problem.With(),
        BadHttpRequestException => UnreadableParameter(context),
        _ => StoreFaults.RefusalOf(exception) ?? Problems.Unexpected.With(),
    };

    // A route or query value that does not parse. The ids among them have a code of their own.
    static Refusal UnreadableParameter(HttpContext context)
    {
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
        {
            var name = parameter.Name!;
            var text = context.Request.RouteValues.TryGetValue(name, out var value) ? value as string : (string?)context.Request.Query[name];
            if (text is not null && IsMistyped(parameter.ParameterType, text))
                return Problems.IdentifierInvalid.With(errors: new Dictionary<string, string[]> { [name] = ["This is no identifier."] });
        }
        return Problems.BodyInvalid.With("The body or a parameter is missing or cannot be read.");
    }

    static bool IsMistyped(Type type, string text)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return (target == typeof(LedgerId) && !LedgerId.TryParse(text, out _))
            || (target == typeof(EntityIdentifier) && !EntityIdentifier.TryParse(text, out _));
    }
}
