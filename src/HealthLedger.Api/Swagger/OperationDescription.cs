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

        if (metadata.OfType<StreamedBody>().LastOrDefault() is { } streamed)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Binary(streamed.MediaTypes) };

        var inferred = operation.Responses;
        operation.Responses = [];
        foreach (var answer in metadata.OfType<ResponseExample>())
            operation.Responses[$"{answer.Status}"] = Answer(answer, inferred?.GetValueOrDefault($"{answer.Status}"));
        if (metadata.OfType<StreamedAnswer>().LastOrDefault() is { } sent) AddTo(operation.Responses, sent);
        var written = isWrite
            ? metadata.OfType<ResponseExample>().FirstOrDefault(answer => Node(answer.Body) is JsonObject body && body.ContainsKey("ledger"))
            : null;
        if (written is not null) operation.Responses["202"] = Pending(written);
        if (isOpen) return;

        DescribeProblems(operation, context, metadata, isWrite, onLedger: written is not null);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentationServices.SecurityScheme, context.Document)] = [] }];
        if (metadata.OfType<AllowedClasses>().LastOrDefault() is { } allowed)
            operation.Description = $"{operation.Description}\n\nFor: {string.Join(", ", allowed.Classes.Select(EntityClasses.NameOf))}.".Trim();
    }

    static void DescribeParameters(OpenApiOperation operation, OperationFilterContext context, bool isWrite)
    {
        operation.Parameters ??= [];
        var parameters = context.MethodInfo.GetParameters();
        foreach (var described in operation.Parameters.OfType<OpenApiParameter>())
            if (parameters.SingleOrDefault(parameter => parameter.Name == described.Name)?.ParameterType is { } type)
                described.Schema = SchemaOf(Nullable.GetUnderlyingType(type) ?? type) ?? described.Schema;
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

    // To the framework an id is any text.
    static OpenApiSchema? SchemaOf(Type type) =>
        type == typeof(LedgerId) ? DocumentationServices.LedgerIdSchema()
        : type == typeof(EntityIdentifier) ? DocumentationServices.IdentifierSchema()
        : null;

    static void DescribeProblems(OpenApiOperation operation, OperationFilterContext context, IList<object> metadata, bool isWrite, bool onLedger)
    {
        IEnumerable<Problem> problems =
        [
            Problems.Unauthorized, Problems.Forbidden, Problems.EntitySuspended, Problems.PasswordChangeRequired, Problems.BodyInvalid,
            Problems.TooManyRequests, Problems.Unexpected, Problems.LedgerUnavailable,
            .. isWrite ? [Problems.BodyTooLarge, Problems.IdempotencyKeyReused] : Array.Empty<Problem>(),
            .. onLedger ? [Problems.LedgerConflict, Problems.NeedsOperator, Problems.LostInFork, Problems.ExecutedAfterRefusal] : Array.Empty<Problem>(),
            .. operation.RequestBody is null ? Array.Empty<Problem>() : [Problems.MediaTypeUnsupported, Problems.RuleBroken],
            .. operation.Parameters!.Any(parameter => parameter.Name == "cursor") ? [Problems.CursorInvalid] : Array.Empty<Problem>(),
            .. operation.Parameters!.Any(parameter => parameter.In == ParameterLocation.Path) ? [Problems.IdentifierInvalid, Problems.NotFound] : Array.Empty<Problem>(),
            .. metadata.OfType<PossibleProblems>().SelectMany(possible => possible.Problems),
        ];
        var schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemBody), context.SchemaRepository);
        foreach (var status in problems.Distinct().GroupBy(problem => problem.Status).OrderBy(group => group.Key))
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(problem => $"`{problem.Code}`: {problem.Title}")),
                Content = new Dictionary<string, IOpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = schema } },
            };
    }

    // The shape is that of the endpoint's typed result, or what its example shows.
    static OpenApiResponse Answer(ResponseExample answer, IOpenApiResponse? inferred)
    {
        if (answer.Status == StatusCodes.Status204NoContent) return new OpenApiResponse { Description = "Done." };
        var example = Node(answer.Body);
        var schema = inferred?.Content?.Values.FirstOrDefault()?.Schema ?? ExampleSchema.Of(example);
        return new OpenApiResponse { Description = answer.Status < 300 ? "As asked." : "Not now.", Content = As(answer.MediaType, example, schema) };
    }

    static void AddTo(OpenApiResponses responses, StreamedAnswer sent)
    {
        var content = Binary(sent.MediaTypes);
        foreach (var (type, media) in responses.GetValueOrDefault("200")?.Content ?? new Dictionary<string, IOpenApiMediaType>()) content.TryAdd(type, media);
        responses["200"] = new OpenApiResponse { Description = "As asked.", Content = content };
    }

    static Dictionary<string, IOpenApiMediaType> Binary(IReadOnlyList<string> mediaTypes) => mediaTypes.ToDictionary(
        type => type, IOpenApiMediaType (_) => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });

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
            Content = As(written.MediaType, body, ExampleSchema.Of(body)),
        };
    }

    static Dictionary<string, IOpenApiMediaType> As(string mediaType, JsonNode? example, IOpenApiSchema schema) =>
        new() { [mediaType] = new OpenApiMediaType { Example = example, Schema = schema } };

    static OpenApiParameter Query(string name, JsonSchemaType type, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };

    static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    static JsonNode? Node(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Http.Json.Options);
}
