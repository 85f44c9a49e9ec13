using System.Globalization;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Chain;

/// <summary>
/// The order in which a gateway comes to its ledger: the chain, its checks, the contracts, the index. Awaited before anything is served;
/// from its end on relay and indexer work.
/// </summary>
public sealed class LedgerStartup
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly ChainOptions options;
    readonly ChainLink link;
    readonly LedgerStore store;
    readonly LedgerSession session;
    readonly IServiceProvider services;
    Node[] nodes = [];

    internal LedgerStartup(ChainOptions options, ChainLink link, LedgerStore store, LedgerSession session, IServiceProvider services)
    {
        this.options = options;
        this.link = link;
        this.store = store;
        this.session = session;
        this.services = services;
    }

    /// <summary>Returns when the read model holds all that the chain has; a replica that follows, when it has heard of the leader.</summary>
    /// <exception cref="CannotStartException">The chain cannot be reached, is another one, or has no contracts where they should be.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (options.Embedded)
            await store.Leadership.RequireAsync(
                "Another gateway leads on this database. Replicas need one network that all of them reach: set HealthLedger:Chain:Endpoints.", cancellation);
        await FindAsync(deploy: options.Embedded, cancellation);
        var standing = services.GetRequiredService<ChainStanding>();
        while (store.Leadership.Leads ? !standing.IsCaughtUp : store.Leadership.Seen is null) await Task.Delay(Pause, cancellation);
    }

    /// <summary>Deploys the contracts on a network of one's own, once; a second time it only tells where they are.</summary>
    /// <returns>The relay contract's address: what HealthLedger:Chain:ContractAddress is set to.</returns>
    /// <exception cref="CannotStartException">The network cannot be reached or refuses the contracts.</exception>
    public async Task<string> DeployAsync(CancellationToken cancellation)
    {
        await store.Leadership.RequireAsync("Another gateway leads on this database: the contracts that it works on are deployed.", cancellation);
        await FindAsync(deploy: true, cancellation);
        return session.Contracts.Relay.ToString();
    }

    /// <summary>The chain found and checked, and the contracts on it; the index stays where it was.</summary>
    internal async Task FindAsync(bool deploy, CancellationToken cancellation)
    {
        if (options.Embedded) await services.GetRequiredService<EmbeddedNode>().OpenAsync(cancellation);
        else await ConnectAsync(cancellation);

        var network = link.Endpoints.Network ?? throw new CannotStartException("None of HealthLedger:Chain:Endpoints answers.");
        if (network.ChainId == 1)
            throw new CannotStartException("The chain id of HealthLedger:Chain:Endpoints is 1, on which GoQuorum takes signed transactions for private ones: use another chain id.");
        var facts = await FactsAsync(cancellation);
        Check(facts, network);

        var relayer = RelayerKey.Open(options.KeysDirectory, services.GetRequiredService<MasterKeys>(), facts?.Relayer);
        var contracts = await ContractsAsync(facts, relayer, network, deploy, cancellation);
        var gasPrice = await link.AskAsync((node, token) => node.GasPriceAsync(token), cancellation);
        var head = await link.AskAsync((node, token) => node.BlockNumberAsync(token), cancellation);
        // The embedded chain's journal holds every block; on a network the ledger begins where it was deployed.
        var first = facts?.FirstBlock ?? (options.Embedded || !deploy ? 1 : (long)head + 1);
        // Known before the first transaction, and kept before it: a deployment that is broken off is taken up where it began.
        if (facts is null)
            await new LedgerFacts(
                network.ChainId.ToString(CultureInfo.InvariantCulture), network.Genesis.ToString(), contracts.Relay.ToText(), relayer.Address.ToText(), first)
                .WriteAsync(store, cancellation);
        if (deploy) await services.GetRequiredService<LedgerDeployer>().DeployAsync(contracts, relayer, gasPrice, cancellation);
        await CheckCodeAsync(facts?.Code, contracts, cancellation);
        session.Open(contracts, relayer, gasPrice, first);
    }

    // Written once, by whoever leads: the others wait for it.
    async Task<LedgerFacts?> FactsAsync(CancellationToken cancellation)
    {
        await store.Leadership.StartAsync(cancellation);
        while (true)
        {
            var facts = await LedgerFacts.ReadAsync(store, cancellation);
            if (facts?.Code is not null || store.Leadership.Leads) return facts;
            await Task.Delay(Pause, cancellation);
        }
    }

    async Task ConnectAsync(CancellationToken cancellation)
    {
        nodes = [.. options.Endpoints.Select(uri => new Node(new RpcEndpoint(uri)))];
        var endpoints = new Endpoints(nodes, []);
        try
        {
            await endpoints.CheckAsync(cancellation);
        }
        catch (RpcException unreachable)
        {
            throw new CannotStartException($"None of HealthLedger:Chain:Endpoints answers: {unreachable.Message}");
        }
        link.Open(endpoints);
    }

    static void Check(LedgerFacts? facts, NetworkIdentity network)
    {
        if (facts is null) return;
        if (facts.ChainId != network.ChainId.ToString(CultureInfo.InvariantCulture))
            throw new CannotStartException($"This data directory belongs to the chain {facts.ChainId}, but HealthLedger:Chain:Endpoints is the chain {network.ChainId}.");
        if (facts.Genesis != network.Genesis.ToString())
            throw new CannotStartException("This data directory belongs to a chain with another genesis than that of HealthLedger:Chain:Endpoints.");
    }

    // The contracts have no way to change: other code at their addresses is another ledger. From here on every endpoint is held to it.
    async Task CheckCodeAsync(string? known, LedgerContracts contracts, CancellationToken cancellation)
    {
        var network = await link.AskAsync((node, token) => NetworkIdentity.OfAsync(node, contracts.All, token), cancellation);
        foreach (var contract in contracts.All)
            if (!network.Code.ContainsKey(contract))
                throw new CannotStartException($"There is no contract at {contract} on chain {contracts.ChainId}, where this ledger has one: its node is behind, or it is another ledger.");

        var code = string.Join(' ', contracts.All.Select(contract => network.Code[contract]));
        if (known is null) await LedgerFacts.WriteCodeAsync(store, code, cancellation);
        else if (known != code)
            throw new CannotStartException($"The contracts of the ledger at {contracts.Relay} have other code than this data directory has seen: nothing is written to them.");
        await CheckRevisionAsync(contracts, cancellation);
        if (!options.Embedded) link.Open(new Endpoints(nodes, contracts.All, network));
    }

    // A contract of an earlier release does not know all that this gateway would say to it.
    async Task CheckRevisionAsync(LedgerContracts contracts, CancellationToken cancellation)
    {
        long revision;
        try
        {
            revision = (long)await ViewAsync(contracts.Relay, "revision()", answer => new AbiReader(answer).ReadUInt64(), cancellation);
        }
        catch (Exception older) when (older is RpcException { Transport: false } or FormatException)
        {
            revision = 1;
        }
        if (revision != LedgerContracts.Revision)
            throw new CannotStartException(
                $"The ledger at {contracts.Relay} has contracts of revision {revision}, this gateway speaks to revision {LedgerContracts.Revision}: "
                + (options.Embedded ? "start on another HealthLedger:DataDirectory, or with the release that made this one." : "deploy its own with --deploy on another data directory, or start the release that made it."));
    }

    async Task<LedgerContracts> ContractsAsync(
        LedgerFacts? facts, RelayerKey relayer, NetworkIdentity network, bool deploy, CancellationToken cancellation)
    {
        if (deploy) return LedgerContracts.CreatedBy(relayer.Address, network.ChainId);
        if (!Address.TryParse(options.ContractAddress, out var relay))
            throw new CannotStartException("HealthLedger:Chain:ContractAddress is no address: set the one that --deploy printed.");
        if (facts is not null && facts.Relay != relay.ToText())
            throw new CannotStartException($"This data directory belongs to the ledger at {facts.Relay}, but HealthLedger:Chain:ContractAddress is {relay}.");
        try
        {
            return new LedgerContracts(
                network.ChainId, relay, await ViewAsync(relay, "registry()", AddressOf, cancellation), await ViewAsync(relay, "care()", AddressOf, cancellation));
        }
        catch (Exception wrong) when (wrong is RpcException { Transport: false } or FormatException)
        {
            throw new CannotStartException($"There is no ledger at HealthLedger:Chain:ContractAddress {relay} on chain {network.ChainId}.");
        }
    }

    static Address AddressOf(byte[] answer) => new AbiReader(answer).ReadAddress();

    async Task<T> ViewAsync<T>(Address contract, string view, Func<byte[], T> read, CancellationToken cancellation)
    {
        var call = AbiWriter.Call(Abi.Selector(view), words: 0).ToArray();
        return read(await link.AskAsync((node, token) => node.CallAsync(contract, call, BlockRef.Latest, token), cancellation));
    }
}
