using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace HealthLedger.Api.Swagger;

/// <summary>Completes an operation from what its endpoint says about itself: examples, answers, problems by status, headers, who may call it.</summary>
sealed class OperationDescription : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        var isWrite = !isOpen && context.ApiDescription.HttpMethod is "POST" or "PUT" or "DELETE";

        DescribeParameters(operation, context, isWrite);
        if (metadata.OfType<RequestExample>().LastOrDefault() is { } request && operation.RequestBody?.Content is { } content)
            foreach (var media in content.Values.OfType<OpenApiMediaType>()) media.Example = Node(request.Body);

        operation.Responses = [];
        foreach (var answer in metadata.OfType<ResponseExample>()) operation.Responses[$"{answer.Status}"] = Answer(answer);
        if (isWrite && metadata.OfType<ResponseExample>().FirstOrDefault(answer => Node(answer.Body) is JsonObject body && body.ContainsKey("ledger")) is { } written)
            operation.Responses["202"] = Pending(written);
        if (isOpen) return;

        DescribeProblems(operation, metadata, isWrite);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentationServices.SecurityScheme, context.Document)] = [] }];
        if (metadata.OfType<AllowedClasses>().LastOrDefault() is { } allowed)
            operation.Description = $"{operation.Description}\n\nFor: {string.Join(", ", allowed.Classes.Select(EntityClasses.NameOf))}.".Trim();
    }

    static void DescribeParameters(OpenApiOperation operation, OperationFilterContext context, bool isWrite)
    {
        operation.Parameters ??= [];
        var parameters = context.MethodInfo.GetParameters();
        // A parameter that binds itself is one to the framework and two to the caller.
        if (parameters.SingleOrDefault(parameter => parameter.ParameterType == typeof(PageQuery)) is { } page)
        {
            operation.Parameters = [.. operation.Parameters.Where(parameter => parameter.Name != page.Name)];
            operation.Parameters.Add(Query("limit", JsonSchemaType.Integer, $"Items on a page, at most {PageQuery.MaxLimit}; {PageQuery.DefaultLimit} if absent."));
            operation.Parameters.Add(Query("cursor", JsonSchemaType.String, "The `next` of the page before."));
        }
        if (!isWrite) return;
        operation.Parameters.Add(Header(
            "Idempotency-Key", "1 to 255 visible ASCII characters. The same key and body give the present state of the same operation again."));
        operation.Parameters.Add(Header("Prefer", "`wait=N`: how many seconds to wait for the chain (15, at most 60); `respond-async`: not at all."));
    }

    static void DescribeProblems(OpenApiOperation operation, IList<object> metadata, bool isWrite)
    {
        IEnumerable<Problem> problems =
        [
            Problems.Unauthorized, Problems.Forbidden, Problems.EntitySuspended, Problems.PasswordChangeRequired, Problems.BodyInvalid,
            Problems.TooManyRequests, Problems.Unexpected, Problems.LedgerUnavailable,
            .. isWrite ? [Problems.BodyTooLarge, Problems.IdempotencyKeyReused] : Array.Empty<Problem>(),
            .. operation.RequestBody is null ? Array.Empty<Problem>() : [Problems.MediaTypeUnsupported],
            .. operation.Parameters!.Any(parameter => parameter.In == ParameterLocation.Path) ? [Problems.IdentifierInvalid, Problems.NotFound] : Array.Empty<Problem>(),
            .. metadata.OfType<PossibleProblems>().SelectMany(possible => possible.Problems),
        ];
        foreach (var status in problems.Distinct().GroupBy(problem => problem.Status).OrderBy(group => group.Key))
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(problem => $"`{problem.Code}`: {problem.Title}")),
                Content = new Dictionary<string, IOpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Example = ProblemExample(status.First()) } },
            };
    }

    static OpenApiResponse Answer(ResponseExample answer) => answer.Status == StatusCodes.Status204NoContent
        ? new OpenApiResponse { Description = "Done." }
        : new OpenApiResponse
        {
            Description = answer.Status < 300 ? "As asked." : "Not now.",
            Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Example = Node(answer.Body) } },
        };

    // The body of the success, with what only the chain decides still open.
    static OpenApiResponse Pending(ResponseExample written)
    {
        var body = Node(written.Body)!.AsObject();
        body["ledger"] = Node(new LedgerView("5v2c9w6e1r7t0y3q8k4m2n6p0s", null, null));
        return new OpenApiResponse
        {
            Description = "Accepted; the chain has not decided yet. `Location` tells where to ask.",
            Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Location"] = new OpenApiHeader { Description = "/v1/operations/{id}", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Example = body } },
        };
    }

    static JsonObject ProblemExample(Problem problem) => new()
    {
        ["type"] = $"urn:healthledger:problem:{problem.Code}",
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["code"] = problem.Code,
        ["detail"] = problem.Title + ".",
        ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
    };

    static OpenApiParameter Query(string name, JsonSchemaType type, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };

    static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    static JsonNode? Node(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Json.Options);
}
