using HealthLedger.Core.Operations;
using Microsoft.AspNetCore.Http.Metadata;

namespace HealthLedger.Api.Http;

/// <summary>The body that the documentation shows for an operation.</summary>
public sealed record RequestExample(object Body);

/// <summary>The answer that the documentation shows for an operation.</summary>
public sealed record ResponseExample(int Status, object Body, string MediaType = "application/json");

/// <summary>The problems that an operation answers with beyond those that all of its group have.</summary>
public sealed record PossibleProblems(IReadOnlyList<Problem> Problems);

/// <summary>
/// A body that is no JSON and may be large: the endpoint reads it as it comes, to its end or to its own limit. Nobody has read it before, nor is it
/// in the request's identity.
/// </summary>
/// <param name="MaxRequestBodySize">Where the server breaks it off, in bytes: with what frames the chunks, above the endpoint's limit.</param>
public sealed record StreamedBody(IReadOnlyList<string> MediaTypes, long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

/// <summary>The media types that an operation answers with instead of JSON, or besides.</summary>
public sealed record StreamedAnswer(IReadOnlyList<string> MediaTypes);

/// <summary>What endpoints say about themselves for the documentation.</summary>
public static class Documentation
{
    public static TBuilder WithExample<TBuilder>(this TBuilder endpoint, object body) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequestExample(body));

    /// <summary>The success answer, with an example; a write's is also that of its 202.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, int status, object example, string mediaType = "application/json")
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ResponseExample(status, example, mediaType));

    /// <summary>Problems peculiar to this operation; 401, 403, 429, 500 and the like need not be named.</summary>
    public static TBuilder Problems<TBuilder>(this TBuilder endpoint, params Problem[] problems) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new PossibleProblems(problems));
}
