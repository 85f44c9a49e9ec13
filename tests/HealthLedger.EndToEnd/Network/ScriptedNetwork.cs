using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Network;

/// <summary>What a network is like.</summary>
sealed record NetworkOptions
{
    public int ChainId { get; init; } = 1337;

    /// <summary>The usual one: as good as none.</summary>
    public long BlockGasLimit { get; init; } = 0x1fffffffffffff;

    /// <summary>Between blocks; zero: a block for each transaction; null: only when the test says so.</summary>
    public TimeSpan? Period { get; init; } = TimeSpan.Zero;

    /// <summary>What its validators execute; null: anything in no time.</summary>
    public long? GasPerSecond { get; init; }
}

/// <summary>
/// A network whose pool, blocks, speed and forks are the test's, and whose contracts a real EVM executes. Endpoints are its nodes, each with a
/// view of it.
/// </summary>
sealed class ScriptedNetwork : IAsyncDisposable
{
    readonly ScriptedChain chain;
    readonly NetworkOptions options;
    readonly GasModel gas;
    readonly SemaphoreSlim turn = new(1); // nobody sees the chain while it is changed
    readonly List<ScriptedEndpoint> endpoints = [];

    ScriptedNetwork(ScriptedChain chain, NetworkOptions options)
    {
        this.chain = chain;
        this.options = options;
        gas = new GasModel(options.GasPerSecond);
        Rhythm = new BlockRhythm(options.Period, MineAsync);
    }

    public TransactionPool Pool { get; } = new();
    public BlockRhythm Rhythm { get; }
    public BlockHistory History => chain.History;

    /// <summary>Its own node, past all endpoints: what is true.</summary>
    public ChainNode Node => chain.Node;

    /// <summary>Too much gas was pending once: no block will ever hold anything again.</summary>
    public bool Stopped => gas.Stopped;
    public long MostGasPending => gas.MostPending;

    /// <summary>What its own node would not execute, with the reason: nothing, unless a test sends such.</summary>
    public IReadOnlyList<string> Discarded => chain.Discarded;

    public static async Task<ScriptedNetwork> StartAsync(NetworkOptions? options = null)
    {
        options ??= new NetworkOptions();
        return new ScriptedNetwork(await ScriptedChain.StartAsync(options.ChainId, options.BlockGasLimit), options);
    }

    public async Task<ScriptedEndpoint> OpenEndpointAsync(NodeClient client)
    {
        var endpoint = await ScriptedEndpoint.StartAsync(Dialects.Of(client), new NodeView(this));
        endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>A block with what the pool holds and the validators can execute.</summary>
    public Task MineAsync() => InTurnAsync(MineNextAsync);

    /// <summary>Hands a transaction to the pool, by a client's rules.</summary>
    /// <returns>Why not; null where it was accepted.</returns>
    public async Task<SendRefusal?> SendAsync(byte[] raw, Dialect dialect)
    {
        SignedTransaction sent;
        try
        {
            sent = SignedTransaction.Parse(raw);
        }
        catch (FormatException)
        {
            return SendRefusal.Malformed;
        }
        return await InTurnAsync(async () =>
        {
            var refusal = Pool.Add(sent, await chain.NextNonceAsync(sent.Sender), (ulong)options.ChainId, chain.BlockGasLimit, dialect);
            if (refusal is null && Rhythm.AtOnce) await MineNextAsync();
            return refusal;
        });
    }

    /// <summary>What the network's own node answers, envelope and all, at a moment when the chain stands still.</summary>
    public Task<JsonObject> AskAsync(string method, JsonArray parameters) => InTurnAsync(() => Node.AskAsync(method, parameters));

    /// <summary>From the next block on.</summary>
    public Task SetBlockGasLimitAsync(long limit) => InTurnAsync(async () =>
    {
        await chain.LimitAsync(limit);
        return limit;
    });

    /// <summary>As when all validators lost their power: back to an old block, and what was pending is gone.</summary>
    /// <returns>What it gave up: <see cref="RestoreAsync"/> brings it back.</returns>
    public Task<IReadOnlyList<MinedBlock>> GoBackAsync(long height) => InTurnAsync(() =>
    {
        Pool.Clear();
        return chain.CutAboveAsync(height);
    });

    /// <summary>Drops what stands in their place and makes the very same blocks again, with the same hashes.</summary>
    /// <returns>What stood in their place.</returns>
    public Task<IReadOnlyList<MinedBlock>> RestoreAsync(IReadOnlyList<MinedBlock> blocks) => InTurnAsync(async () =>
    {
        var other = await chain.CutAboveAsync(blocks[0].Number - 1);
        await chain.MakeAgainAsync(blocks);
        return other;
    });

    public async ValueTask DisposeAsync()
    {
        await Rhythm.DisposeAsync();
        foreach (var endpoint in endpoints) await endpoint.DisposeAsync();
        await chain.DisposeAsync();
        turn.Dispose();
    }

    async Task<MinedBlock> MineNextAsync()
    {
        var next = new Dictionary<Address, ulong>();
        foreach (var sender in Pool.Waiting.Select(one => one.Sender).Distinct()) next[sender] = await chain.NextNonceAsync(sender);
        var chosen = gas.Fill(Pool.Executable(next), chain.BlockGasLimit, Rhythm.Period ?? TimeSpan.Zero);
        var block = await chain.MineAsync(History.NextTime(), chosen.Select(one => one.Raw));
        Pool.Forget(chosen.Select(one => one.Hash));
        return block;
    }

    async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        await turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
