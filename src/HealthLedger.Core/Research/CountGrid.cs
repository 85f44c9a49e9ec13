using System.Buffers.Binary;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Research;

/// <summary>One of the fixed cells that can be asked for: patients with a category, of one sex and one age band of ten years, or of any.</summary>
sealed record CountCell(DiagnosisCode Category, string Sex, string AgeBand);

/// <summary>
/// How many patients are in each cell, told so that no two answers can be compared to find one of them. A count is told with noise (two-sided
/// geometric of scale k, as Ghosh, Roughgarden and Sundararajan 2009) to a multiple of k, and only of k patients or more. The noise is drawn from who is
/// in the cell: while that is so it stays, in every study with this k and on every day, and no repetition averages it out; whoever comes or goes makes it
/// another, so that what changed drowns in it. A cell's noise is its own, so that the parts do not add up to the whole: the difference of two
/// answers has the noise of both.
/// </summary>
sealed class CountGrid(LedgerSecret secret)
{
    public const int AgeBand = 10;

    readonly Dictionary<CountCell, (int Patients, UInt128 Who)> cells = [];

    /// <summary>Puts a patient into its cells.</summary>
    public void Add(LedgerId patient, string sex, int age, IEnumerable<DiagnosisCode> codes)
    {
        // What stands for the set of patients, whatever the order they come in.
        var who = BinaryPrimitives.ReadUInt128BigEndian(secret.Hash("counted patient", patient.ToString()).ToBytes());
        foreach (var category in codes.Select(code => code.Category).OfType<DiagnosisCode>().Distinct())
            foreach (var oneSex in (string[])[sex, Grain.Any])
                foreach (var band in (string[])[Grain.BandOf(age, AgeBand), Grain.Any])
                {
                    var cell = new CountCell(category, oneSex, band);
                    var (patients, all) = cells.GetValueOrDefault(cell);
                    cells[cell] = (patients + 1, unchecked(all + who));
                }
    }

    /// <summary>About how many, a multiple of k; null where there are fewer than k, or may be for all that is told.</summary>
    public int? Tell(CountCell cell, int k)
    {
        if (!cells.TryGetValue(cell, out var counted) || counted.Patients < k) return null;
        var noisy = counted.Patients + NoiseOf(cell, counted.Who, k);
        return noisy < 2 * k ? null : (int)Math.Round((double)noisy / k, MidpointRounding.AwayFromZero) * k;
    }

    int NoiseOf(CountCell cell, UInt128 who, int k)
    {
        var drawn = secret.Hash("count noise", cell.Category.System, cell.Category.Code, cell.Sex, cell.AgeBand, $"{k} {who:x}").ToBytes();
        return Geometric(drawn) - Geometric(drawn.AsSpan(8));

        // How often in a row a thing happens that happens with probability exp(-1/k).
        int Geometric(ReadOnlySpan<byte> bits) => (int)(-Math.Log((BinaryPrimitives.ReadUInt64BigEndian(bits) + 1.0) / (ulong.MaxValue + 1.0)) * k);
    }
}
