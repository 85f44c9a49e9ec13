using System.Reflection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace HealthLedger.Api.Swagger;

/// <summary>The API's description at /openapi/v1.json and the page to try it at /swagger, in production too: clients are written from it.</summary>
static class DocumentationServices
{
    public const string DocumentName = "v1";
    public const string SecurityScheme = "oauth2";

    public static IServiceCollection AddDocumentation(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.ConfigureSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        services.AddSwaggerGen(Describe);
        return services;
    }

    static void Describe(SwaggerGenOptions options)
    {
        options.SwaggerDoc(DocumentName, new OpenApiInfo
        {
            Title = "HealthLedger",
            Version = DocumentName,
            Description = "One shared, tamper-evident ledger of who may see what, what was prescribed, examined and dispensed. "
                + "Press Authorize and sign in with an identifier and its password.\n\n"
                + "Whatever goes wrong is answered with a problem (RFC 9457); programs decide by its `code`. Each operation lists its own; "
                + "any other method on its path is a 405 `method-not-allowed`.",
        });
        options.AddSecurityDefinition(SecurityScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "The identifier as user name, and its password. Client id and secret stay empty.",
            Flows = new OpenApiOAuthFlows
            {
                Password = new OpenApiOAuthFlow
                {
                    TokenUrl = new Uri("/connect/token", UriKind.Relative),
                    RefreshUrl = new Uri("/connect/token", UriKind.Relative),
                    Scopes = new Dictionary<string, string>(),
                },
            },
        });
        options.IncludeXmlComments(Assembly.GetExecutingAssembly());
        options.IncludeXmlComments(typeof(Core.Confidential).Assembly);
        options.SupportNonNullableReferenceTypes();
        options.MapType<Core.Ledger.LedgerId>(LedgerIdSchema);
        options.MapType<Core.Regulation.EntityIdentifier>(IdentifierSchema);
        options.MapType<Core.Ledger.Validity>(() => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "An RFC 3339 time with its offset, or a date.",
        });
        options.OperationFilter<OperationDescription>();
        options.DocumentFilter<TokenPath>();
    }

    internal static OpenApiSchema LedgerIdSchema() => new() { Type = JsonSchemaType.String, Pattern = "^[0-7][0-9a-hjkmnp-tv-z]{25}$" };

    internal static OpenApiSchema IdentifierSchema() => new()
    {
        Type = JsonSchemaType.String,
        Pattern = "^(REG|PAT|PHY|PHA|DGC|RES|INS|STF)-[0-9A-HJKMNP-TV-Z]{11}-[0-9A-HJKMNP-TV-Z]$",
    };

    public static IApplicationBuilder UseDocumentation(this IApplicationBuilder app) => app.UseSwagger().UseSwaggerUI(options =>
    {
        options.SwaggerEndpoint($"/openapi/{DocumentName}.json", "HealthLedger v1");
        options.DocumentTitle = "HealthLedger";
        options.EnablePersistAuthorization();
        options.EnableTryItOutByDefault();
        options.DisplayRequestDuration();
        options.DefaultModelsExpandDepth(-1);
    });
}
