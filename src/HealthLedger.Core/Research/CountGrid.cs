using System.Buffers.Binary;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Research;

/// <summary>One of the fixed cells that can be asked for: patients with a category, of one sex and one age band of ten years, or of any.</summary>
sealed record CountCell(DiagnosisCode Category, string Sex, string AgeBand);

/// <summary>
/// How many patients each cell of one quarter has, told so that no two answers can be compared to find one of them: with noise (two-sided
/// geometric of scale k, which makes an answer 1/k-differentially private: Ghosh, Roughgarden and Sundararajan 2009), to a multiple of k, and
/// not at all of fewer than k. A cell's noise is drawn once, from a secret: whoever asks again, in whatever study, gets the same answer and averages
/// nothing. Each cell has its own: the parts do not add up to the whole, and what one of them hides cannot be subtracted.
/// </summary>
sealed class CountGrid(LedgerSecret secret, Quarter quarter)
{
    public const int AgeBand = 10;

    /// <summary>In k: so that the k-th patient of a cell almost never makes it told, by which it would be known to be there.</summary>
    const int SilenceBelow = 3;

    readonly Dictionary<CountCell, int> patients = [];

    /// <summary>
    /// By what a study's k is counted: the least of 5, 10, 20 and so on that is not below it. Each has a noise of its own, and answers add up: of a cell,
    /// studies with every k there is tell together less than 2/5, where each k by itself would let the noise be averaged out.
    /// </summary>
    public static int ScaleOf(int k)
    {
        var scale = StudyBody.LeastK;
        while (scale < k) scale *= 2;
        return scale;
    }

    /// <summary>Puts one patient into its cells.</summary>
    public void Add(string sex, int age, IEnumerable<DiagnosisCode> codes)
    {
        foreach (var category in codes.Select(code => code.Category).OfType<DiagnosisCode>().Distinct())
            foreach (var oneSex in (string[])[sex, Grain.Any])
                foreach (var band in (string[])[Grain.BandOf(age, AgeBand), Grain.Any])
                {
                    var cell = new CountCell(category, oneSex, band);
                    patients[cell] = patients.GetValueOrDefault(cell) + 1;
                }
    }

    /// <summary>About how many, a multiple of k; null where there are fewer than k, or may be for all that is told.</summary>
    /// <param name="cell">Of whom.</param>
    /// <param name="k">A scale: see <see cref="ScaleOf"/>.</param>
    public int? Tell(CountCell cell, int k)
    {
        var there = patients.GetValueOrDefault(cell);
        var noisy = there + NoiseOf(cell, k);
        return there < k || noisy < SilenceBelow * k ? null : (int)Math.Round((double)noisy / k, MidpointRounding.AwayFromZero) * k;
    }

    int NoiseOf(CountCell cell, int k)
    {
        var drawn = secret.Hash("count noise", cell.Category.System, cell.Category.Code, cell.Sex, cell.AgeBand, $"{quarter} {k}").ToBytes();
        return Geometric(drawn) - Geometric(drawn.AsSpan(8));

        // How often in a row something happens whose probability is exp(-1/k).
        int Geometric(ReadOnlySpan<byte> bits) => (int)(-Math.Log((BinaryPrimitives.ReadUInt64BigEndian(bits) + 1.0) / (ulong.MaxValue + 1.0)) * k);
    }
}
