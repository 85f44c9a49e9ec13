using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HealthLedger.Api;
using HealthLedger.Api.Hosting;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Api.Swagger;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Tests.Api;

/// <summary>The gateway as Program composes it, over a real socket and a real store, on a chain that decides only what a test says.</summary>
public sealed class TestGateway : IAsyncLifetime
{
    public const string Password = "correct horse battery staple";

    readonly string data = Directory.CreateTempSubdirectory("healthledger-api").FullName;

    public WebApplication App { get; private set; } = null!;
    public HttpClient Http { get; private set; } = null!;
    public QuietNetwork Network { get; } = new();
    public string DataDirectory => data;

    /// <summary>Requests a second; 0: no limit.</summary>
    public int RateLimit { get; init; }

    public LedgerStore Store => App.Services.GetRequiredService<LedgerStore>();

    public async ValueTask InitializeAsync()
    {
        App = Compose(RateLimit);
        await App.StartAsync(Cancellation);
        App.Services.GetRequiredService<Readiness>().Started();
        Http = new HttpClient { BaseAddress = new Uri(App.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }
        Directory.Delete(data, recursive: true);
    }

    internal WebApplication Compose(int rateLimit = 0)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HealthLedger:DataDirectory"] = data,
            ["HealthLedger:RateLimit"] = $"{rateLimit}",
        });
        var options = GatewayOptions.Read(builder.Configuration);
        builder.AddGatewayLogging();
        builder.AddListening();
        builder.Services.AddLedgerCore(options.Core).AddFlows();
        builder.Services.AddSingleton<ILedgerNetwork>(Network).AddSingleton<IKeyCustody>(Network);
        builder.Services.AddIdentity().AddHttp(options).AddDocumentation();
        var app = builder.Build();
        app.UsePipeline();
        app.MapHealth();
        app.MapIdentity();
        var v1 = app.MapVersion1();
        v1.MapMe();
        v1.MapFlows();
        return app;
    }

    /// <summary>An entity that is on the ledger and signs in with <see cref="Password"/>, or with the temporary one that is returned.</summary>
    public async Task<(string Identifier, LedgerId Entity, string? Temporary)> AddEntityAsync(EntityClass entityClass, bool temporary = false)
    {
        var id = LedgerId.Random();
        var identifier = EntityIdentifier.Create(entityClass, Guid.NewGuid().ToByteArray()).ToString();
        var (key, subject) = App.Services.GetRequiredService<Vault>().CreateSubject(id);
        var made = await App.Services.GetRequiredService<Credentials>().NewTemporaryAsync(Cancellation);
        var credential = made.For(id, subject);
        if (!temporary)
        {
            credential.PasswordHash = await App.Services.GetRequiredService<PasswordHasher>().HashAsync(Password, Cancellation);
            (credential.TemporaryUntil, credential.SealedTemporary) = (null, null);
        }
        var profile = subject.SealPayload(
            new PayloadDraft(id, PayloadKinds.Profile, id, 1, Digest.Zero, Digest.Zero, new JsonObject { ["name"] = "Ana Lima" }), Network.Identity);
        await Store.WriteAsync((db, _) =>
        {
            db.AddRange(
                key, credential, profile, new Identity { Entity = id, Identifier = identifier, Class = entityClass, Confirmed = true },
                new Entity { Id = id, Class = entityClass, Status = EntityStatus.Active, Address = "0x" + id });
            return Task.CompletedTask;
        }, Cancellation);
        return (identifier, id, temporary ? made.Text : null);
    }

    public Task<HttpResponseMessage> SignInAsync(string identifier, string password) =>
        PostFormAsync("/connect/token", ("grant_type", "password"), ("username", identifier), ("password", password));

    public async Task<string> TokenAsync(string identifier, string password = Password)
    {
        using var answer = await SignInAsync(identifier, password);
        var body = await JsonAsync(answer);
        return (string?)body["access_token"] ?? throw new InvalidOperationException(body.ToJsonString());
    }

    public async Task<(int Status, JsonObject Body, HttpResponseHeaders Headers)> SendAsync(
        string token, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // A large body may be refused before it is read, and the connection closed while the client still writes: ask first.
        request.Headers.ExpectContinue = true;
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await Http.SendAsync(request, Cancellation);
        var content = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, content.Length == 0 ? [] : JsonNode.Parse(content)!.AsObject(), response.Headers);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) => Http.PostAsync(
        new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value)), Cancellation);

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    /// <summary>Suspends as the indexer would.</summary>
    public Task SuspendAsync(LedgerId entity) => Store.WriteAsync(
        async (db, token) => (await db.Entities.AsTracking().SingleAsync(row => row.Id == entity, token)).Status = EntityStatus.Suspended, Cancellation);

    /// <summary>What the indexer does when a block decides an operation.</summary>
    public async Task DecideAsync(LedgerId operation, OperationState state, string? problem = null)
    {
        await Store.WriteAsync(async (db, token) =>
        {
            var row = await db.Operations.AsTracking().SingleAsync(row => row.Id == operation, token);
            (row.State, row.ProblemCode, row.BlockNumber, row.TransactionHash) = (state, problem, 7, row.RequestId);
        }, Cancellation);
        App.Services.GetRequiredService<OperationDesk>().Decided([operation]);
    }
}

/// <summary>A chain that is there and says nothing; keys that sign nothing.</summary>
public sealed class QuietNetwork : ILedgerNetwork, IKeyCustody
{
    public LedgerIdentity Identity { get; } = new(1337, "0x" + new string('a', 40));
    public LedgerHealth Health { get; set; } = new(LedgerState.Serving, true, "", 7, 7);

    public Task<LedgerStatistics> ReadStatisticsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Digest?> ReadCommitmentAsync(LedgerId record, Digest transaction, CancellationToken cancellation) => throw new NotSupportedException();

    public EntityKey Create(LedgerId entity, int version) => new() { Address = $"0x{entity}{version}", Entity = entity, Version = version };
}
