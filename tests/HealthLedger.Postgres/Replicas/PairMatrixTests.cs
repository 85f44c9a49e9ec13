using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core;

namespace HealthLedger.Postgres.Replicas;

/// <summary>
/// kill -9 of the leader, the follower or both, at every boundary and at any moment, leaders that stand still at one until they are replaced, and
/// crashes of the database's server: as in the crash matrix of one gateway. HEALTHLEDGER_PAIR_KILLS says how many, HEALTHLEDGER_SEED with which
/// luck.
/// </summary>
public sealed class PairMatrixTests(ITestOutputHelper output)
{
    static readonly int kills = int.Parse(Environment.GetEnvironmentVariable("HEALTHLEDGER_PAIR_KILLS") ?? "16", CultureInfo.InvariantCulture);
    static readonly string seed = Environment.GetEnvironmentVariable("HEALTHLEDGER_SEED") ?? "1";

    [Fact]
    public async Task Fault_14_whichever_of_two_replicas_is_killed_each_write_happens_once_and_is_told_truly()
    {
        output.WriteLine($"HEALTHLEDGER_SEED={seed}");
        var luck = BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} pair")));
        await using var matrix = await PairMatrix.StartAsync(71_003, new Random(luck), output.WriteLine);
        try
        {
            await matrix.RunAsync(kills);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"""
                Kill {matrix.Done.Count + 1}, {matrix.Current}. Again: HEALTHLEDGER_SEED={seed} HEALTHLEDGER_PAIR_KILLS={kills}
                {failure.Message}
                {matrix.Output}
                """,
                failure);
        }

        if (matrix.Done.Count < PairKill.Round) return;
        Assert.Equal(
            Enum.GetValues<Boundary>(), matrix.Done.Where(kill => kill.Victim == PairVictim.Leader).Select(kill => kill.At).OfType<Boundary>().Distinct().Order());
        Assert.Equal(Enum.GetValues<PairVictim>(), matrix.Done.Select(kill => kill.Victim).Distinct().Order());
    }
}
