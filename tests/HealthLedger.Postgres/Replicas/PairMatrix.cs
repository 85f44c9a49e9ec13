using System.Diagnostics;
using HealthLedger.EndToEnd.Crashes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Postgres.Replicas;

/// <summary>A pair under a hospital's traffic, of which one, both or the database's server is ended or stalled again and again; held to what was told.</summary>
sealed class PairMatrix : IAsyncDisposable
{
    readonly Random dice;
    readonly Action<string> tell;
    readonly ReplicaPair pair;
    readonly List<AskedWrite> log = [];
    readonly List<PairKill> done = [];
    Hospital hospital = null!;
    Comparison comparison = null!;
    ReadModel readModel = null!;

    PairMatrix(ReplicaPair pair, Random dice, Action<string> tell) => (this.pair, this.dice, this.tell) = (pair, dice, tell);

    /// <summary>The ends that happened.</summary>
    public IReadOnlyList<PairKill> Done => done;

    /// <summary>The one that is under way or was the last.</summary>
    public PairKill? Current { get; private set; }

    public string Output => string.Join('\n', ((GatewayProcess[])[pair.One, pair.Two]).SelectMany(gateway => gateway.Output.Split('\n').TakeLast(40)));

    public static async Task<PairMatrix> StartAsync(int chainId, Random dice, Action<string> tell)
    {
        var either = new EitherReplica();
        var matrix = new PairMatrix(await ReplicaPair.StartAsync(chainId, routed: either), dice, tell);
        either.Addresses = [matrix.pair.One.Address, matrix.pair.Two.Address];
        return matrix;
    }

    public async Task RunAsync(int kills)
    {
        hospital = await Hospital.OpenAsync(pair.One);
        var before = (await pair.Node.ExecutionsAsync()).Select(execution => execution.Operation).ToHashSet();
        comparison = new Comparison(pair.One, before, pair.Node.Address);
        readModel = new ReadModel(hospital, log);
        await readModel.BeginAsync();
        foreach (var kill in PairKill.Deal(kills, dice))
        {
            Current = kill;
            var clock = Stopwatch.StartNew();
            var told = await KillAsync(kill);
            done.Add(kill);
            tell($"kill {done.Count} of {kills}, {kill}: {told} answers, {clock.Elapsed.TotalSeconds:0.0} s");
            if (done.Count % PairKill.Round == 0 || done.Count == kills) await SettleAsync();
        }
    }

    public ValueTask DisposeAsync() => pair.DisposeAsync();

    async Task<int> KillAsync(PairKill kill)
    {
        var (leader, follower) = await pair.UpAsync();
        await comparison.ToldIsThereAsync(log);
        var victim = kill.Victim == PairVictim.Follower ? follower : leader;
        var stalls = kill.Victim == PairVictim.StalledLeader;
        if (kill.At is { } at) ReplicaPair.Arm(victim, at.ToString(), kill.Count, stalls ? "Freeze" : "Gateway");

        var traffic = Traffic.Begin(hospital, log, $"kill-{done.Count + 1}", dice);
        await Eventually.IsTrueAsync(
            () => traffic.HasEnded || (kill.At is null ? traffic.Told >= kill.Count : stalls ? !ReplicaPair.IsArmed(victim) : !victim.IsRunning),
            () => $"{kill} did not come: {traffic.Told} answers.");
        if (traffic.HasEnded) await traffic.EndAsync();
        if (stalls) await ReplacedAsync(victim, follower);
        else if (kill.At is null && kill.Victim == PairVictim.Server) await pair.CrashServerAsync();
        else if (kill.At is null) await victim.KillAsync(withNode: false);
        if (kill.Victim == PairVictim.Both)
        {
            await follower.KillAsync(withNode: false);
            await pair.UpAsync();
        }

        // Whoever is left decides more than what was under way.
        var decided = traffic.Decided;
        await Eventually.IsTrueAsync(
            () => traffic.HasEnded || traffic.Decided > decided + Traffic.Width, () => $"{traffic.Decided - decided} decisions since the kill.");
        await traffic.EndAsync();
        return traffic.Told;
    }

    /// <summary>Until the other one leads, and the stalled one knows it.</summary>
    static async Task ReplacedAsync(GatewayProcess stalled, GatewayProcess follower)
    {
        await Eventually.IsTrueAsync(async () => await ReplicaPair.RoleAsync(follower) == "leader", () => $"It does not lead.\n{follower.Output}");
        Processes.Thaw(stalled.Id);
        await Eventually.IsTrueAsync(async () => await ReplicaPair.RoleAsync(stalled) == "follower", () => $"It does not follow.\n{stalled.Output}");
    }

    /// <summary>Everything unanswered is asked again until it is answered; then chain, read model and log say the same.</summary>
    async Task SettleAsync()
    {
        await pair.UpAsync();
        await comparison.ToldIsThereAsync(log);
        foreach (var person in hospital.People) (await person.SignInAsync()).Expect(200);
        foreach (var write in log.Where(write => !write.IsSettled))
        {
            await write.IsKnownAsync(hospital.Ledger.Regulator);
            await Eventually.IsTrueAsync(
                async () => (!write.TryBegin() || await write.AskAsync(pair.One, "wait=60")) && write.IsSettled, () => $"{write} has no answer.");
        }
        await comparison.NothingElseIsThereAsync(log);
        await readModel.AgreesAsync(dice);
        var (succeeded, decided) = (log.Count(write => write.Succeeded), log.Count(write => write.Told is not null));
        tell($"{log.Count} writes asked, {succeeded} done, {decided - succeeded} refused by the ledger; chain and lists say as was told");
    }
}
