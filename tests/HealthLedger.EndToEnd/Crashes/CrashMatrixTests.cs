using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>
/// kill -9 at every boundary and at any moment, of the gateway, of its node, of both: nothing told is lost, nothing happens twice, and each
/// answer stays what it was. HEALTHLEDGER_KILLS says how many in all, HEALTHLEDGER_SEED with which luck.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    static readonly int kills = int.Parse(Environment.GetEnvironmentVariable("HEALTHLEDGER_KILLS") ?? "22", CultureInfo.InvariantCulture);
    static readonly string seed = Environment.GetEnvironmentVariable("HEALTHLEDGER_SEED") ?? "1";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Fault_14_whatever_is_killed_wherever_it_is_each_write_happens_once_and_is_told_truly(int blockTime)
    {
        output.WriteLine($"HEALTHLEDGER_SEED={seed}, {(blockTime == 0 ? "blocks at once" : $"a block every {blockTime} s")}");
        var luck = BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {blockTime}")));
        await using var matrix = new CrashMatrix(blockTime, new Random(luck), output.WriteLine);
        try
        {
            await matrix.RunAsync((kills + 1 - blockTime) / 2);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"""
                Kill {matrix.Done.Count + 1}, {matrix.Current}, blocks every {blockTime} s. Again: HEALTHLEDGER_SEED={seed} HEALTHLEDGER_KILLS={kills}
                {failure.Message}
                {matrix.Output}
                """,
                failure);
        }

        if (matrix.Done.Count < Kill.Round) return;
        Assert.Equal(Enum.GetValues<Boundary>(), matrix.Done.Select(kill => kill.At).OfType<Boundary>().Distinct().Order());
        Assert.Equal(Enum.GetValues<Victim>(), matrix.Done.Select(kill => kill.Victim).Distinct().Order());
    }
}
