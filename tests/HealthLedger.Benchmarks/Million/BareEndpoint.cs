using HealthLedger.Benchmarks.Million;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(BareEndpoint))]

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// What a read is measured against, in the same host, which does not ship it: an answer to whoever has a valid token, behind everything that the
/// gateway does with each request.
/// </summary>
public sealed class BareEndpoint : IHostingStartup, IStartupFilter
{
    public const string Path = "/bare";

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(this));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        // Where no endpoint of the gateway's answers.
        app.Run(context =>
        {
            if (context.Request.Path == Path && context.User.Identity is { IsAuthenticated: true }) return context.Response.WriteAsJsonAsync("ok");
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    };

    /// <summary>The gateway, in this process, with the endpoint.</summary>
    /// <param name="args">Its assembly's path, then its own arguments.</param>
    public static int Host(IEnumerable<string> args)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(BareEndpoint).Assembly.GetName().Name);
        return (int)typeof(Api.Hosting.CommandLine).Assembly.EntryPoint!.Invoke(null, [args.Skip(2).ToArray()])!;
    }
}
