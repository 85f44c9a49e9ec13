using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HealthLedger.Api.Http;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HealthLedger.Api.Hosting;

/// <summary>Structured logs on the console: ids and hashes, never a body, a query or a name.</summary>
static class Logging
{
    const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {Properties}{NewLine}{Exception}";

    public static void AddGatewayLogging(this WebApplicationBuilder builder) => builder.Services.AddSerilog(log => log
        .MinimumLevel.Information()
        // What frameworks say at leisure drowns what we say.
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
        .ReadFrom.Configuration(builder.Configuration)
        // Below a warning these quote queries, which may name a person, and tokens: silent there whatever is configured.
        .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LogEventLevel.Warning)
        .MinimumLevel.Override("OpenIddict", LogEventLevel.Warning)
        .Destructure.With<Redaction>()
        // What is told in one sentence needs no stack trace beside it.
        .Filter.ByExcluding(entry => entry.Exception is { } failure && StartFailures.SentenceOf(failure) is not null)
        .Enrich.With<QuietSource>()
        .Enrich.With<OneLine>()
        .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture));

    /// <summary>One line for a write or a failure of ours; for reads only when asked for (Debug).</summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseSerilogRequestLogging(options =>
    {
        options.MessageTemplate = "{RequestMethod} {RequestPath} {StatusCode} in {Elapsed:0} ms";
        options.GetLevel = (context, _, failure) =>
            failure is not null || context.Response.StatusCode == StatusCodes.Status500InternalServerError ? LogEventLevel.Error
            : HttpMethods.IsGet(context.Request.Method) ? LogEventLevel.Debug
            : LogEventLevel.Information;
        options.EnrichDiagnosticContext = (log, context) =>
        {
            if (context.RequestServices.GetRequiredService<Caller>().Actor is { } actor) log.Set("Actor", actor.Identifier);
        };
    });

    // Which class speaks matters when something is wrong.
    sealed class QuietSource : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (logEvent.Level < LogEventLevel.Warning) logEvent.RemovePropertyIfPresent(Constants.SourceContextPropertyName);
        }
    }

    // What a caller sends may be named in a line; it begins no second one, and moves no cursor.
    sealed class OneLine : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            var moving = logEvent.Properties.Where(property => property.Value is ScalarValue { Value: string text } && text.Any(Moves)).ToList();
            foreach (var (name, value) in moving)
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(Escaped((string)((ScalarValue)value).Value!))));
        }

        // Line ends, terminal escapes, and what writes from right to left.
        static bool Moves(char symbol) => char.GetUnicodeCategory(symbol)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

        static string Escaped(string text) => string.Concat(
            text.Select(symbol => Moves(symbol) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)symbol:x4}") : $"{symbol}"));
    }

    // An object of ours that somebody logs whole becomes its type's name: what it holds may be about a person.
    sealed class Redaction : IDestructuringPolicy
    {
        public bool TryDestructure(object value, ILogEventPropertyValueFactory propertyValueFactory, [NotNullWhen(true)] out LogEventPropertyValue? result)
        {
            var ours = value.GetType().Namespace?.StartsWith("HealthLedger", StringComparison.Ordinal) is true;
            result = ours ? new ScalarValue(value.GetType().Name) : null;
            return ours;
        }
    }
}
