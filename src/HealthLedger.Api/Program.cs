using HealthLedger.Api;
using HealthLedger.Api.Hosting;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Api.Swagger;
using HealthLedger.Chain;
using HealthLedger.Core;

if (!CommandLine.TryParse(args, out var line) || line.Help)
{
    Console.WriteLine(CommandLine.HelpText);
    return line is null ? 1 : 0;
}
return await StartFailures.InOneSentenceAsync(async () =>
{
    // Settings are read once. Whoever watches their directory is told of every write to a database that stands in it.
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. line.Host]);
    var options = GatewayOptions.Read(builder.Configuration, needsContract: line.NeedsContract);
    builder.AddGatewayLogging();
    builder.AddListening();
    builder.Services.AddLedgerCore(options.Core).AddFlows().AddLedgerChain(options.Chain);
    builder.Services.AddIdentity().AddHttp(options).AddDocumentation();

    var app = builder.Build();
    app.UsePipeline();
    app.MapHealth();
    app.MapIdentity();
    var v1 = app.MapVersion1();
    v1.MapMe();
    v1.MapFlows();
    return await app.RunAsync(line);
});
