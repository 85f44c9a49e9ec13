using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Postgres.Support;
using HealthLedger.Tests;

namespace HealthLedger.Postgres.Replicas;

/// <summary>
/// Two gateways on one PostgreSQL server and one network, both of their own; each has a data directory, and they share the keys. One that is
/// asked to can end or stand still at a boundary by its plan.
/// </summary>
public sealed partial class ReplicaPair : IAsyncDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("healthledger-pair-").FullName;
    readonly PostgresCluster server;
    readonly Anvil network;
    GatewayProcess[] gateways = [];

    ReplicaPair(PostgresCluster server, Anvil network)
    {
        this.server = server;
        this.network = network;
    }

    public GatewayProcess One => gateways[0];

    public GatewayProcess Two => gateways[1];

    public ChainNode Node => network.Node;

    /// <param name="chainId">The network's.</param>
    /// <param name="mining">When it makes blocks; nothing: at once.</param>
    /// <param name="routed">Gives the first gateway's client its way; null: to the first gateway.</param>
    public static async Task<ReplicaPair> StartAsync(int chainId, string mining = "", HttpMessageHandler? routed = null)
    {
        Assert.SkipWhen(PostgresCluster.Binaries is null, "There is no PostgreSQL: install its server, for the pair starts one of its own.");
        var pair = new ReplicaPair(await PostgresCluster.StartAsync(), await Anvil.StartAsync(chainId, mining));
        try
        {
            await pair.OpenAsync(routed);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts whoever does not run or stands still; returns when both serve and one of them leads.</summary>
    public async Task<(GatewayProcess Leader, GatewayProcess Follower)> UpAsync()
    {
        foreach (var gateway in gateways.Where(gateway => gateway.IsRunning)) Processes.Thaw(gateway.Id);
        await Task.WhenAll(gateways.Where(gateway => !gateway.IsRunning).Select(gateway => gateway.StartAsync()));
        string? one = null, two = null;
        await Eventually.IsTrueAsync(
            async () => ((one, two) = (await RoleAsync(One), await RoleAsync(Two))) is ("leader", "follower") or ("follower", "leader"),
            () => $"The first is {one}, the second {two}.\n{One.Output}\n{Two.Output}");
        return one == "leader" ? (One, Two) : (Two, One);
    }

    /// <summary>What a gateway says it is; null where it does not serve.</summary>
    public static async Task<string?> RoleAsync(GatewayProcess gateway)
    {
        try
        {
            var answer = await new Account(gateway.Http, "", "").GetAsync("/health/ready");
            return answer.Status == 200 ? answer["role"]!.GetValue<string>() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The same person, signed in at that gateway.</summary>
    public static async Task<Account> AtAsync(GatewayProcess gateway, Account account)
    {
        var there = new Account(gateway.Http, account.Identifier, account.Password);
        (await there.SignInAsync()).Expect(200);
        return there;
    }

    /// <summary>The gateway ends, or stands still, by itself at that pass of a boundary from now on.</summary>
    /// <param name="what">`Gateway` or `Freeze`.</param>
    public static void Arm(GatewayProcess gateway, string boundary, int pass, string what)
    {
        File.WriteAllText(PlanOf(gateway) + ".new", $"{boundary}:{pass}:{what}:0");
        File.Move(PlanOf(gateway) + ".new", PlanOf(gateway));
    }

    /// <summary>Whether what the gateway was armed for has not happened.</summary>
    public static bool IsArmed(GatewayProcess gateway) => File.Exists(PlanOf(gateway));

    /// <summary>As the database names the gateway's connections.</summary>
    public static string NameOf(GatewayProcess gateway) => Path.GetFileName(gateway.DataDirectory);

    /// <summary>The server ends without waiting for anybody, and starts again.</summary>
    public async Task CrashServerAsync()
    {
        await server.CrashAsync();
        await server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways)
        {
            if (gateway.IsRunning) Processes.Thaw(gateway.Id);
            await gateway.DisposeAsync();
        }
        await network.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    async Task OpenAsync(HttpMessageHandler? routed)
    {
        var deployment = Gateway("one", null, null);
        await using (deployment) Assert.True(await deployment.RunToEndAsync("--deploy") == 0, deployment.Output);
        var contract = Printed().Match(deployment.Output).Groups[1].Value;
        gateways = [Gateway("one", contract, routed), Gateway("two", contract, null)];
        await UpAsync();
    }

    GatewayProcess Gateway(string name, string? contract, HttpMessageHandler? routed)
    {
        var data = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        StoreUnderTest.Use(data, $"{server.Connection};Application Name={name}");
        var settings = new Dictionary<string, string>
        {
            ["HealthLedger__Chain__Endpoints"] = Node.Address.ToString(),
            ["HealthLedger__Keys__Path"] = Path.Combine(root, "keys"),
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "HealthLedger.Crashes.dll"),
            ["HEALTHLEDGER_CRASH_PLAN"] = Path.Combine(data, "crash.plan"),
        };
        if (contract is not null) settings["HealthLedger__Chain__ContractAddress"] = contract;
        return new GatewayProcess(settings, data, routed: routed);
    }

    static string PlanOf(GatewayProcess gateway) => Path.Combine(gateway.DataDirectory, "crash.plan");

    [GeneratedRegex("HealthLedger:Chain:ContractAddress to (0x[0-9a-fA-F]{40})")]
    private static partial Regex Printed();
}
