using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HealthLedger.Api.Swagger;

/// <summary>The shape of an answer that is put together as JSON, read off its example: enough for a client to be generated from.</summary>
static class ExampleSchema
{
    public static OpenApiSchema Of(JsonNode? node) => node switch
    {
        JsonObject members => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = members.ToDictionary(member => member.Key, IOpenApiSchema (member) => Of(member.Value)),
        },
        JsonArray items => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(items.FirstOrDefault()) },
        JsonValue value => new OpenApiSchema { Type = TypeOf(value) },
        // Null in the example: of any type.
        _ => new OpenApiSchema(),
    };

    static JsonSchemaType TypeOf(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
        JsonValueKind.Number => value.ToJsonString().Contains('.') ? JsonSchemaType.Number : JsonSchemaType.Integer,
        _ => JsonSchemaType.String,
    };
}
