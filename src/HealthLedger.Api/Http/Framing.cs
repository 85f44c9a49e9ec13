using HealthLedger.Core.Operations;
using Microsoft.Extensions.Primitives;

namespace HealthLedger.Api.Http;

/// <summary>
/// A body that ends in one place for us and in another for a proxy before us hides a second request in the first. Kestrel reads such a one
/// as chunks and closes behind it; here it is not read at all.
/// </summary>
static class Framing
{
    // Where Kestrel keeps the length of a body that came in chunks as well.
    const string LengthOfChunked = "X-Content-Length";

    public static IApplicationBuilder UseOneFraming(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (IsChunked(headers.TransferEncoding) && !headers.ContainsKey(LengthOfChunked))) return next(context);
        context.Response.Headers.Connection = "close";
        return new ProblemAnswer(Problems.BodyInvalid.With("Where the body ends is ambiguous: give a Content-Length, or chunks.")).ExecuteAsync(context);
    });

    static bool IsChunked(StringValues coding) => coding.Count == 1 && coding[0]!.Equals("chunked", StringComparison.OrdinalIgnoreCase);
}
