using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace HealthLedger.Api.Swagger;

/// <summary>Describes /connect/token by hand: it is OAuth's form and OpenIddict's endpoint, not one of ours with a body.</summary>
sealed class TokenPath : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) => swaggerDoc.Paths.Add("/connect/token", new OpenApiPathItem
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Post] = new()
            {
                Tags = new HashSet<OpenApiTagReference> { new("Identity", swaggerDoc) },
                Summary = "Sign in, or go on with a session",
                Description = "OAuth 2.0. `grant_type=password` with the identifier as `username`, or `grant_type=refresh_token`. Errors are OAuth's.",
                RequestBody = new OpenApiRequestBody { Required = true, Content = Form() },
                Responses = new OpenApiResponses
                {
                    ["200"] = Json("Tokens.", """
                        {"access_token":"eyJ…","token_type":"Bearer","expires_in":1800,"scope":"offline_access","refresh_token":"eyJ…"}
                        """),
                    ["400"] = Json("`invalid_grant`: wrong, expired or locked out, without saying which; `unsupported_grant_type`, `invalid_request`.", """
                        {"error":"invalid_grant","error_description":"The identifier or the password is wrong, or the session has ended."}
                        """),
                },
            },
        },
    });

    static Dictionary<string, IOpenApiMediaType> Form() => new()
    {
        ["application/x-www-form-urlencoded"] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "grant_type" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["grant_type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["password", "refresh_token"] },
                    ["username"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["password"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["refresh_token"] = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        },
    };

    static OpenApiResponse Json(string description, string example) => new()
    {
        Description = description,
        Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Example = JsonNode.Parse(example) } },
    };
}
