using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using HealthLedger.Api.Identity;
using HealthLedger.Chain;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>
/// Registers physicians and patients and their consents in a stopped gateway's data directory, by its own services and without HTTP: there each
/// would cost a password's hash.
/// </summary>
sealed class Casting : IAsyncDisposable
{
    const int Physicians = 20;
    const int AtOnce = 1500;

    readonly ServiceProvider services;
    readonly string node;
    readonly string hash;

    Casting(ServiceProvider services, string node, string hash) => (this.services, this.node, this.hash) = (services, node, hash);

    public static async Task<Cast> RunAsync(string data, string node, string contract, int patients, IProgress<double> progress)
    {
        using var hasher = new PasswordHasher();
        var options = new ChainOptions { DataDirectory = data, KeysDirectory = Path.Combine(data, "keys"), Endpoints = [new Uri(node)], ContractAddress = contract };
        var services = new ServiceCollection()
            .AddLogging()
            .AddLedgerCore(new CoreOptions { DataDirectory = data, KeysDirectory = options.KeysDirectory })
            .AddFlows()
            .AddSingleton(provider => new Clock(provider.GetRequiredService<TimeProvider>(), TimeZoneInfo.Utc))
            .AddSingleton<IFirstRegulator, Nobody>()
            .AddLedgerChain(options)
            .BuildServiceProvider();
        await using var casting = new Casting(services, node, await hasher.HashAsync(Cast.Password, default));
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        await services.GetRequiredService<LedgerStartup>().OpenAsync(default);
        return await casting.RunAsync(patients, progress);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>().Reverse()) await hosted.StopAsync(default);
        await services.DisposeAsync();
    }

    async Task<Cast> RunAsync(int count, IProgress<double> progress)
    {
        var regulator = await RegulatorAsync();
        var (done, all) = (0, Physicians + 2 * count);
        var physicians = await EachAsync(Physicians, index => RegisterAsync(regulator, EntityClass.Physician, new EntityBody(
            "physician", "Rui Tavares", new Crm((10_000 + index).ToString(CultureInfo.InvariantCulture), "SP"), "Pneumology")));
        var patients = await EachAsync(count, _ => RegisterAsync(regulator, EntityClass.Patient, new EntityBody(
            "patient", "Ana Beatriz Moreira", BirthDate: new DateOnly(1984, 3, 17), Sex: "female")));
        var consents = await EachAsync(count, index => ConsentAsync(patients[index], physicians[index % Physicians]));
        var contracts = services.GetRequiredService<LedgerSession>().Contracts;
        return new Cast(
            node, contracts.ChainId, contracts.Relay.ToText(), contracts.Registry.ToText(), contracts.Care.ToText(),
            [.. await Task.WhenAll(physicians.Select(async one => new CastPhysician(one.Identifier, one.Entity.ToString(), await KeyAsync(one.Entity))))],
            [.. patients.Select((one, index) => new CastPatient(one.Identifier, one.Entity.ToString(), index % Physicians, consents[index]))]);

        async Task<T[]> EachAsync<T>(int number, Func<int, Task<T>> act)
        {
            var made = new ConcurrentDictionary<int, T>();
            await Parallel.ForAsync(0, number, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) =>
            {
                made[index] = await act(index);
                progress.Report((double)Interlocked.Increment(ref done) / all);
            });
            return [.. Enumerable.Range(0, number).Select(index => made[index])];
        }
    }

    async Task<Actor> RegisterAsync(Actor regulator, EntityClass entityClass, EntityBody body)
    {
        var draft = services.GetRequiredService<Registrar>().Register(
            regulator, body, entityClass, AnyRequest("/v1/entities"), (entity, _) => new Credential { Entity = entity, PasswordHash = hash, Version = 1 });
        await ConfirmAsync(draft);
        return new Actor(draft.Subject, draft.Resource, entityClass);
    }

    async Task<string> ConsentAsync(Actor patient, Actor physician)
    {
        var draft = await services.GetRequiredService<ConsentDesk>().GrantAsync(
            patient,
            new ConsentBody(physician.Identifier, ["records:read", "records:write"], "treatment", null, new Validity(DateTimeOffset.UtcNow.AddYears(1), default), null),
            AnyRequest($"/v1/patients/{patient.Identifier}/consents"), default);
        await ConfirmAsync(draft);
        return draft.Resource;
    }

    async Task ConfirmAsync(OperationDraft draft)
    {
        var desk = services.GetRequiredService<OperationDesk>();
        var decided = await desk.WaitAsync(await desk.AcceptAsync(draft, default), TimeSpan.FromMinutes(5), default);
        if (decided.State != OperationState.Confirmed) throw new InvalidOperationException($"{draft.Command} came to {decided.State} {decided.ProblemCode}.");
    }

    async Task<Actor> RegulatorAsync()
    {
        await using var db = services.GetRequiredService<LedgerStore>().OpenRead();
        var regulator = await db.Entities.SingleAsync(row => row.Class == EntityClass.Regulator);
        var identity = await db.Identities.SingleAsync(row => row.Entity == regulator.Id);
        return new Actor(regulator.Id, identity.Identifier, EntityClass.Regulator);
    }

    async Task<string> KeyAsync(LedgerId entity)
    {
        await using var db = services.GetRequiredService<LedgerStore>().OpenRead();
        var address = (await db.EntityKeys.SingleAsync(row => row.Entity == entity)).Address;
        var key = (await services.GetRequiredService<KeyCustody>().FindAsync([address], default))[address];
        var bytes = new byte[PrivateKey.Length];
        key.CopyTo(bytes);
        return Convert.ToHexString(bytes);
    }

    static RequestIdentity AnyRequest(string path) => new(new Digest(RandomNumberGenerator.GetBytes(32)), "POST", path, null, Digest.Zero);

    /// <summary>The ledger has its first regulator already.</summary>
    sealed class Nobody : IFirstRegulator
    {
        public Task<FirstRegulator> GetOrCreateAsync(LedgerIdentity ledger, CancellationToken cancellation) =>
            throw new InvalidOperationException("The contracts were deployed before.");
    }
}
