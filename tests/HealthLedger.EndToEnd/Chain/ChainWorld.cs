using System.Text.Json.Nodes;
using HealthLedger.Chain;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Relay;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>The chain's services as the gateway composes them, on a real node and a real store, without HTTP.</summary>
sealed class ChainWorld : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly string root = Path.Combine(Path.GetTempPath(), "hl-chain-" + Guid.NewGuid().ToString("N"));
    ServiceProvider services = null!;
    Uri? node;
    Func<ChainOptions, ChainOptions> chain = options => options;
    Func<CoreOptions, CoreOptions> core = options => options;

    public string Data => Path.Combine(root, "data");
    public string State => Path.Combine(Data, "chain.json");
    public LedgerStore Store => Get<LedgerStore>();
    public OperationDesk Desk => Get<OperationDesk>();
    public LedgerSession Session => Get<LedgerSession>();
    public int NodeId => Get<EmbeddedNode>().Process!.Id;
    public BatchRelay Relay => services.GetServices<IHostedService>().OfType<BatchRelay>().Single();
    public ChainNode Node => new(node ?? Get<EmbeddedNode>().Process!.Address);
    public LedgerHealth Health => Get<ILedgerNetwork>().Health;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ChainWorld> StartAsync(int blockTime = 0)
    {
        var world = new ChainWorld { chain = options => options with { BlockTime = blockTime } };
        await world.OpenAsync();
        return world;
    }

    /// <summary>On a network of one's own, on which the contracts are deployed first.</summary>
    /// <param name="node">The network's node as it is asked past the gateway.</param>
    /// <param name="chain">Names the endpoints.</param>
    public static async Task<ChainWorld> StartOnAsync(Uri node, Func<ChainOptions, ChainOptions> chain, Func<CoreOptions, CoreOptions>? core = null)
    {
        var world = new ChainWorld { node = node, chain = chain, core = core ?? (options => options) };
        await using (var deploying = world.Compose())
        {
            var relay = await deploying.GetRequiredService<LedgerStartup>().DeployAsync(Cancellation);
            world.chain = options => chain(options) with { ContractAddress = relay };
        }
        await world.OpenAsync();
        return world;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task OpenAsync()
    {
        services = Compose();
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(Cancellation);
        await Get<LedgerStartup>().OpenAsync(Cancellation);
    }

    /// <summary>What the gateway is told of the chain when it is opened again.</summary>
    public void Change(Func<ChainOptions, ChainOptions> change)
    {
        var before = chain;
        chain = options => change(before(options));
    }

    ServiceProvider Compose() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IFirstRegulator, StandInRegulator>()
        .AddLedgerCore(core(new CoreOptions
        {
            DataDirectory = Data, KeysDirectory = Path.Combine(root, "keys"), PostgresConnection = StoreUnderTest.ConnectionOf(Data),
        }))
        .AddLedgerChain(chain(new ChainOptions { DataDirectory = Data, KeysDirectory = Path.Combine(root, "keys") }))
        .BuildServiceProvider(validateScopes: true);

    /// <summary>As a gateway that is stopped in order.</summary>
    public async Task CloseAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>().Reverse()) await hosted.StopAsync(Cancellation);
        await services.DisposeAsync();
    }

    /// <summary>Nothing is signed or sent until the relay is started again.</summary>
    public Task HoldRelayAsync() => Relay.StopAsync(Cancellation);

    public Task ReleaseRelayAsync() => Relay.StartAsync(Cancellation);

    public async Task<Actor> RegulatorAsync() => new((await Get<IFirstRegulator>().GetOrCreateAsync(Session.Contracts.Identity, Cancellation)).Entity, "REG", EntityClass.Regulator);

    /// <summary>Takes a command in; every one is a request of its own.</summary>
    public Task<Row> AcceptAsync(Actor actor, LedgerId subject, LedgerCommand command, EntityKey? key = null, SubjectKey? subjectKey = null) => Desk.AcceptAsync(
        new OperationDraft
        {
            Request = new RequestIdentity(Drafts.AnyDigest(), "POST", "/v1/anything", null, Digest.Zero),
            Actor = actor, Subject = subject, Command = command, Resource = "thing", Answer = new JsonObject(), Key = key, SubjectKey = subjectKey,
        },
        Cancellation);

    /// <summary>Accepts the registration of a new entity.</summary>
    public async Task<(Row Operation, Actor Entity)> RegisterAsync(EntityClass entityClass = EntityClass.Patient)
    {
        var id = LedgerId.Random();
        var key = Get<IKeyCustody>().Create(id, 1);
        var (subjectKey, _) = Get<Core.Vault.Vault>().CreateSubject(id);
        var operation = await AcceptAsync(
            await RegulatorAsync(), id, new RegisterEntity(id, entityClass, key.Address, Drafts.AnyDigest()), key, subjectKey);
        return (operation, new Actor(id, "ANY", entityClass));
    }

    public async Task<Actor> RegisteredAsync(EntityClass entityClass = EntityClass.Patient)
    {
        var (operation, entity) = await RegisterAsync(entityClass);
        await ConfirmedAsync(operation);
        return entity;
    }

    public async Task<Row> DecidedAsync(Row operation)
    {
        // As it stands now: it may have been decided before this desk was there to hear of it.
        var decided = await Desk.WaitAsync((await Desk.FindAsync(operation.RequestId, Cancellation))!, Patience, Cancellation);
        Assert.True(decided.IsDecided, $"Undecided after {Patience}: {decided.State}, nonce {decided.Nonce}, {Health.Explanation}");
        return decided;
    }

    public async Task<Row> ConfirmedAsync(Row operation)
    {
        var decided = await DecidedAsync(operation);
        Assert.True(decided.State == OperationState.Confirmed, $"{decided.ProblemCode}: {decided.ProblemDetail}");
        return decided;
    }

    /// <summary>The operation's place among what the relay contract executed; exactly one.</summary>
    public async Task<int> PlaceOnChainAsync(Row operation)
    {
        await using var node = Node;
        var executed = await node.ExecutedAsync();
        var mine = $"{operation.Actor.ToWord()} {operation.RequestId}";
        return Assert.Single(executed.Index(), one => one.Item == mine).Index;
    }

    public async Task<IReadOnlyList<string>> BlockHashesAsync()
    {
        await using var node = Node;
        return await node.BlockHashesAsync();
    }

    /// <summary>Whether the node begins with these blocks; not while it is being replaced.</summary>
    public async Task<bool> HoldsAsync(IReadOnlyList<string> hashes)
    {
        try
        {
            return (await BlockHashesAsync()).Take(hashes.Count).SequenceEqual(hashes);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<T> ReadAsync<T>(Func<LedgerDb, Task<T>> query)
    {
        await using var db = Store.OpenRead();
        return await query(db);
    }

    public Task<Batch?> BatchAsync(long nonce) => ReadAsync(db => db.Batches.SingleOrDefaultAsync(row => row.Nonce == nonce));

    /// <summary>Sends bytes past the relay and waits for their block; whether they succeeded.</summary>
    public async Task<bool> MinedAsync(SignedTransaction transaction)
    {
        await using var node = Node;
        await node.CallAsync("eth_sendRawTransaction", Hex.Encode(transaction.Raw));
        JsonNode? receipt = null;
        await Eventually.IsTrueAsync(
            async () => (receipt = await node.CallAsync("eth_getTransactionReceipt", transaction.Hash.ToString())) is not null,
            () => $"No block took {transaction.Hash}.");
        return receipt!["status"]!.GetValue<string>() == "0x1";
    }

    /// <summary>The nonce that follows everything the relayer has on the chain.</summary>
    public async Task<long> NonceAsync()
    {
        await using var node = Node;
        return Convert.ToInt64((await node.CallAsync("eth_getTransactionCount", Session.Relayer.Address.ToString(), "latest"))!.GetValue<string>(), 16);
    }

    public async Task<SignedTransaction> SignBatchAsync(IReadOnlyList<Row> rows, long nonce, ulong gas)
    {
        var speakers = await Get<Outbox>().SpeakersAsync(rows.Select(row => row.Actor), Cancellation);
        var speeches = await Get<OperationSigner>().PrepareAsync(rows, speakers, Session.Contracts, Cancellation);
        var call = SignedOperation.ExecuteCall(OperationSigner.Sign(speeches, Session.Contracts));
        return Session.Relayer.Sign(new LegacyTransaction((ulong)nonce, 0, gas, Session.Contracts.Relay, 0, call), Session.Contracts.ChainId);
    }

    /// <summary>Puts operations into a batch as the relay does, and does not send it: as if the power went then.</summary>
    public async Task<Batch> PersistUnsentAsync(IReadOnlyList<Row> rows, long nonce, ulong gas = 5_000_000)
    {
        var batch = Outbox.BatchOf(nonce, await SignBatchAsync(rows, nonce, gas), (long)gas);
        await Get<Outbox>().PersistAsync(batch, rows, Cancellation);
        return batch;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        StoreUnderTest.Forget(Data);
        Directory.Delete(root, recursive: true);
    }
}
