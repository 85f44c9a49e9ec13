using HealthLedger.Benchmarks.Million;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(BareEndpoint))]

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// What a read is measured against, in the same host, which does not ship it: an answer to whoever has a valid token, its standing checked
/// like everybody's, in front of everything else that the gateway does with a request.
/// </summary>
public sealed class BareEndpoint : IHostingStartup, IStartupFilter
{
    public const string Path = "/bare";

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(this));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, others) =>
        {
            if (context.Request.Path != Path) await others(context);
            else if (await context.AuthenticateAsync() is { Succeeded: true }) await context.Response.WriteAsJsonAsync("ok");
            else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        next(app);
    };

    /// <summary>The gateway, in this process, with the endpoint.</summary>
    /// <param name="args">Its assembly's path, then its own arguments.</param>
    public static int Host(IEnumerable<string> args)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(BareEndpoint).Assembly.GetName().Name);
        return (int)typeof(Api.Hosting.CommandLine).Assembly.EntryPoint!.Invoke(null, [args.Skip(2).ToArray()])!;
    }
}
