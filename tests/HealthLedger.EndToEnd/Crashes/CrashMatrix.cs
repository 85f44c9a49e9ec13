using System.Diagnostics;
using System.Globalization;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>
/// A gateway and its embedded node, ended with kill -9 again and again while a hospital writes, and after every end held to what was told.
/// </summary>
sealed class CrashMatrix : IAsyncDisposable
{
    readonly Random dice;
    readonly Action<string> tell;
    readonly GatewayProcess gateway;
    readonly string plan;
    readonly List<AskedWrite> log = [];
    readonly List<Kill> done = [];
    Hospital hospital = null!;
    Comparison comparison = null!;
    ReadModel readModel = null!;

    public CrashMatrix(int blockTime, Random dice, Action<string> tell)
    {
        (this.dice, this.tell) = (dice, tell);
        var settings = new Dictionary<string, string>
        {
            ["HealthLedger__Chain__BlockTime"] = blockTime.ToString(CultureInfo.InvariantCulture),
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "HealthLedger.Crashes.dll"),
        };
        gateway = new GatewayProcess(settings);
        plan = settings["HEALTHLEDGER_CRASH_PLAN"] = Path.Combine(gateway.DataDirectory, "crash.plan");
    }

    /// <summary>The kills that happened.</summary>
    public IReadOnlyList<Kill> Done => done;

    /// <summary>The kill that is under way or was the last.</summary>
    public Kill? Current { get; private set; }

    public string Output => string.Join('\n', gateway.Output.Split('\n').TakeLast(40));

    public async Task RunAsync(int kills)
    {
        await BeginAsync();
        foreach (var kill in Kill.Deal(kills, dice))
        {
            Current = kill;
            var clock = Stopwatch.StartNew();
            var (asked, told) = await KillAsync(kill);
            done.Add(kill);
            tell($"kill {done.Count} of {kills}, {kill}: {asked} asked anew, {told} answers, {clock.Elapsed.TotalSeconds:0.0} s");
            if (done.Count % Kill.Round == 0 || done.Count == kills) await SettleAsync();
        }
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    async Task BeginAsync()
    {
        await gateway.StartAsync();
        hospital = await Hospital.OpenAsync(gateway);
        await using var node = await ChainNode.OfAsync(gateway);
        comparison = new Comparison(gateway, (await node.ExecutionsAsync()).Select(execution => execution.Operation).ToHashSet());
        readModel = new ReadModel(hospital, log);
        await readModel.BeginAsync();
    }

    async Task<(int Asked, int Told)> KillAsync(Kill kill)
    {
        var before = log.Count;
        if (kill.Early) Arm(kill);
        await UpAsync();
        if (!kill.Early) await comparison.ToldIsThereAsync(log);
        if (!kill.Early) Arm(kill);

        var traffic = Traffic.Begin(hospital, log, $"kill-{done.Count + 1}", dice);
        await Eventually.IsTrueAsync(
            () => traffic.HasEnded || (kill.At is null ? traffic.Told >= kill.Count : !File.Exists(plan)),
            () => $"{kill} did not come: {traffic.Told} answers.");
        if (traffic.HasEnded) await traffic.EndAsync();
        if (kill.At is not null) Assert.False(File.Exists(plan), "The gateway ended by itself.");
        else await KillFromOutsideAsync(kill.Victim);

        // Under a gateway that lives the node comes back by itself, and decides more than what was under way.
        var decided = traffic.Decided;
        await Eventually.IsTrueAsync(
            () => traffic.HasEnded || traffic.Decided > decided + Traffic.Width,
            () => $"{traffic.Decided - decided} decisions since the node was killed.");
        await traffic.EndAsync();
        if (kill.Victim == Victim.Node) Assert.True(gateway.IsRunning, "The gateway ended with its node.");
        else await Eventually.IsTrueAsync(() => !gateway.IsRunning, () => "The gateway still runs.");
        return (log.Count - before, traffic.Told);
    }

    async Task KillFromOutsideAsync(Victim victim)
    {
        Assert.True(gateway.IsRunning, "The gateway ended by itself.");
        if (victim == Victim.Node) await gateway.KillNodeAsync();
        else await gateway.KillAsync(withNode: victim == Victim.Both);
    }

    async Task UpAsync()
    {
        if (gateway.IsRunning) return;
        var planned = File.Exists(plan);
        try
        {
            await gateway.StartAsync();
        }
        catch (InvalidOperationException) when (planned && !File.Exists(plan) && !gateway.IsRunning)
        {
            // The kill came on its way up. A start that only its node's end broke off is repeated, as whoever runs a gateway does.
            if (Current!.Victim == Victim.Node) await gateway.StartAsync();
        }
    }

    /// <summary>Everything unanswered is asked again until it is answered; then chain, read model and log say the same.</summary>
    async Task SettleAsync()
    {
        await UpAsync();
        await comparison.ToldIsThereAsync(log);
        foreach (var person in hospital.People) (await person.SignInAsync()).Expect(200);
        foreach (var write in log.Where(write => !write.IsSettled))
        {
            await write.IsKnownAsync(hospital.Ledger.Regulator);
            await Eventually.IsTrueAsync(
                async () => (!write.TryBegin() || await write.AskAsync(gateway, "wait=60")) && write.IsSettled, () => $"{write} has no answer.");
        }
        await comparison.NothingElseIsThereAsync(log);
        await readModel.AgreesAsync(dice);
        var (done, decided) = (log.Count(write => write.Succeeded), log.Count(write => write.Told is not null));
        tell($"{log.Count} writes asked, {done} done, {decided - done} refused by the ledger; chain and lists say as was told");
        // In order, so that the node writes down its blocks: replaying them all would take longer and longer.
        await gateway.StopAsync();
    }

    void Arm(Kill kill)
    {
        if (kill.At is not { } boundary) return;
        File.WriteAllText(plan + ".new", $"{boundary}:{kill.Count}:{kill.Victim}:{kill.Stall}");
        File.Move(plan + ".new", plan);
    }
}
