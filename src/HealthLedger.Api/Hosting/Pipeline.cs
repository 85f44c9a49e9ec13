using FluentValidation;
using HealthLedger.Api.Export;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Api.Swagger;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Api.Hosting;

/// <summary>What every request goes through, in the order that the answers have: 401, repetitions, 403, 400, and only then an endpoint.</summary>
static class Pipeline
{
    public static IServiceCollection AddHttp(this IServiceCollection services, GatewayOptions options)
    {
        services.ConfigureHttpJsonOptions(json => Json.Strict(json.SerializerOptions));
        // What cannot be bound is thrown to the one place that answers failures, and never reaches a filter.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        // One of each: what a validator says it makes into code, which takes longer than a write.
        services.AddValidatorsFromAssemblyContaining<Readiness>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddRateLimits(options.RateLimit);
        Caller.Register(services);
        services.AddSingleton<Turnstile>().AddScoped<Writes>().AddSingleton<Answers>().AddSingleton<Readiness>().AddSingleton<PatientArchive>();
        services.AddSingleton(provider => new Clock(provider.GetRequiredService<TimeProvider>(), options.TimeZone));
        return services;
    }

    /// <summary>Where Kestrel listens, and how much of a stranger it bears with.</summary>
    public static void AddListening(this WebApplicationBuilder builder)
    {
        // A line ends with CR and LF: where a proxy before us and we saw different ends, one request would be two.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = TurnstileMiddleware.MaxBody;
            kestrel.Limits.MaxRequestHeaderCount = 50;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls("http://localhost:5080");
    }

    public static void UsePipeline(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseOneFraming();
        // Found when a request comes: a command that only builds the application opens no store.
        app.Use((context, next) => context.RequestServices.GetRequiredService<Readiness>().GateAsync(context, next));
        app.UseSecureTransport();
        app.UseDocumentation();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMiddleware<TurnstileMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.UseMiddleware<StandingMiddleware>();
        app.UseAuthorization();
    }
}
