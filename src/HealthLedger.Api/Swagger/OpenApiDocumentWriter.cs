using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace HealthLedger.Api.Swagger;

/// <summary>Writes openapi.yaml: the same text for the same endpoints, so that a change of the contract is a reviewed diff.</summary>
public static partial class OpenApiDocumentWriter
{
    public static async Task<int> WriteAsync(WebApplication app, string path)
    {
        await File.WriteAllTextAsync(path, Describe(app));
        return 0;
    }

    /// <summary>The description of the application's endpoints, without starting it.</summary>
    public static string Describe(WebApplication app)
    {
        // What tells the explorer about the endpoints; a host that starts does it by itself.
        app.UseEndpoints(_ => { });
        var document = app.Services.GetRequiredService<ISwaggerProvider>().GetSwagger(DocumentationServices.DocumentName);
        using var text = new StringWriter { NewLine = "\n" };
        document.SerializeAs(OpenApiSpecVersion.OpenApi3_1, new OpenApiYamlWriter(text));
        // The library leaves them bare, and to YAML 1.2 a bare one is a number.
        return BareHexadecimals().Replace(text.ToString(), "'$0'") + "\n";
    }

    [GeneratedRegex("(?<=: |- )0x[0-9a-fA-F]+$", RegexOptions.Multiline)]
    private static partial Regex BareHexadecimals();
}
