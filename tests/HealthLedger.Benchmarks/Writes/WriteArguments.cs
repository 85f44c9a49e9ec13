using System.Globalization;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>The switches of `writes`.</summary>
static class WriteArguments
{
    /// <returns>Null for a switch that is none.</returns>
    public static WriteOptions? Read(IReadOnlyList<string> arguments)
    {
        var options = new WriteOptions();
        if (arguments.Count % 2 != 0) return null;
        foreach (var pair in arguments.Chunk(2))
            if (With(options, pair[0], pair[1]) is { } read) options = read;
            else return null;
        return options;
    }

    static WriteOptions? With(WriteOptions options, string name, string value) => name switch
    {
        "--patients" when Number(value) is { } number => options with { Patients = number },
        "--runs" when Number(value) is { } number => options with { Runs = number },
        "--seconds" when Number(value) is { } number => options with { Seconds = number },
        "--warm" when Number(value) is { } number => options with { Warm = number },
        "--width" when Number(value) is { } number => options with { Width = number },
        "--blocks" when Words(value, "1s", "instant") is { } words => options with { Blocks = words },
        "--items" when Words(value, "no", "yes") is { } words => options with { Items = [.. words.Select(word => word == "yes")] },
        "--parts" when Words(value, "gateway", "rebuild", "plain", "ceiling") is { } words => options with { Parts = words },
        _ => null,
    };

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? number : null;

    static string[]? Words(string text, params string[] known) => text.Split(',') is var words && words.All(known.Contains) ? words : null;
}
