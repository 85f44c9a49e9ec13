using HealthLedger.Api.Demo;
using HealthLedger.Api.Identity;
using HealthLedger.Api.Swagger;
using HealthLedger.Chain;
using HealthLedger.Core;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Api.Hosting;

/// <summary>What the composed gateway then does: serve, or the one thing that a switch asks for.</summary>
static class Running
{
    public static async Task<int> RunAsync(this WebApplication app, CommandLine line)
    {
        await using var running = app;
        if (line.OpenApiPath is { } path) return await OpenApiDocumentWriter.WriteAsync(app, path);
        if (line.ResetCredential is { } identifier) return await ResetCredentialAsync(app.Services, identifier);
        if (line.Deploy) return await DeployAsync(app.Services);
        if (line.Rebuild) return await RebuildAsync(app.Services);
        if (line.Imports) return await TerminologyCommands.ImportAsync(app.Services, line.Import);
        if (line.Retire is var (table, name)) return await TerminologyCommands.RetireAsync(app.Services, table, name, line.EffectiveUntil);
        // The store first: whoever starts a second gateway on the same data hears of that, not of the port. Then the keys.
        app.Services.GetRequiredService<LedgerStore>();
        app.Services.GetRequiredService<MasterKeys>();
        app.Services.GetRequiredService<TokenKeys>();
        try
        {
            await app.StartAsync();
            await ServeAsync(app, line);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped while it was starting.
        }
        catch
        {
            // What had begun ends in order, too.
            await app.StopAsync();
            throw;
        }
        await app.WaitForShutdownAsync();
        return 0;
    }

    // From StartAsync on Kestrel listens and answers 503; here the rest comes up.
    static async Task ServeAsync(WebApplication app, CommandLine line)
    {
        await app.Services.GetRequiredService<LedgerStartup>().OpenAsync(app.Lifetime.ApplicationStopping);
        var bootstrap = await app.Services.GetRequiredService<FirstRegulatorMaker>().PublishAsync(app.Lifetime.ApplicationStopping);
        app.Services.GetRequiredService<Readiness>().Started();

        Announce(app, bootstrap);
        if (line.Demo) await PlayDemoAsync(app, bootstrap);
    }

    static void Announce(WebApplication app, (string Identifier, string TemporaryPassword)? bootstrap)
    {
        Console.WriteLine("HealthLedger is ready.");
        foreach (var address in app.Urls) Console.WriteLine($"  Swagger    {address}/swagger");
        Console.WriteLine($"  Data       {app.Services.GetRequiredService<StorePlace>().Name}");
        if (bootstrap is not { } regulator) return;
        Console.WriteLine($"  Regulator  {regulator.Identifier}");
        Console.WriteLine($"  Password   {regulator.TemporaryPassword} (temporary, it opens PUT /v1/me/password only)");
    }

    static async Task PlayDemoAsync(WebApplication app, (string Identifier, string TemporaryPassword)? bootstrap)
    {
        if (bootstrap is not { } regulator)
        {
            Console.WriteLine("The demo begins with the first regulator's first password, which is no longer valid: start it on another HealthLedger:DataDirectory.");
            return;
        }
        // The address is ours: a wildcard listens on loopback too.
        var address = app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await new DemoStory(http, Console.Out).PlayAsync(regulator.Identifier, regulator.TemporaryPassword);
    }

    static async Task<int> DeployAsync(IServiceProvider services)
    {
        if (services.GetRequiredService<ChainOptions>().Embedded)
            throw new CannotStartException("--deploy is for a network of one's own: set HealthLedger:Chain:Endpoints. The embedded chain deploys by itself.");
        var address = await services.GetRequiredService<LedgerStartup>().DeployAsync(default);
        Console.WriteLine($"The contracts are deployed. Set HealthLedger:Chain:ContractAddress to {address}");
        return 0;
    }

    static async Task<int> RebuildAsync(IServiceProvider services)
    {
        RequireLedger(services);
        using var interruption = new Interruption();
        var bar = new ProgressBar(Console.Out, inPlace: !Console.IsOutputRedirected);
        try
        {
            var done = await services.GetRequiredService<LedgerRebuild>().RunAsync(bar, interruption.Token);
            Console.WriteLine(bar.Conclude($"The read model was derived again from {done.Blocks} blocks with {done.Operations} operations"));
            return 0;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            throw new CannotStartException("The rebuild was interrupted: the next start completes it before it serves.");
        }
    }

    static string RequireLedger(IServiceProvider services)
    {
        var place = services.GetRequiredService<StorePlace>();
        return place.HoldsLedger() ? place.Name : throw new CannotStartException($"There is no ledger in {place.Name}: set {place.Setting}.");
    }

    static async Task<int> ResetCredentialAsync(IServiceProvider services, EntityIdentifier identifier)
    {
        var place = RequireLedger(services);
        var identity = await services.GetRequiredService<EntityDirectory>().FindAsync(identifier, default)
            ?? throw new CannotStartException($"Nobody in {place} has the identifier {identifier}.");
        var password = await services.GetRequiredService<Credentials>().ResetAsync(identity.Entity, default);
        Console.WriteLine($"{identifier} now signs in with {password} and changes it within {Passwords.TemporaryFor.TotalHours:0} hours.");
        return 0;
    }
}
