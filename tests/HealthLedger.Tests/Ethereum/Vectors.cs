using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

/// <summary>What viem says (tests/vectors/generate.mjs writes it).</summary>
static class Vectors
{
    public static readonly string RepositoryRoot = FindRoot();

    static readonly JsonElement All = Load();

    public static IEnumerable<JsonElement> Of(string section)
    {
        var vectors = All.GetProperty(section);
        Assert.NotEqual(0, vectors.GetArrayLength());
        return vectors.EnumerateArray();
    }

    public static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement vector, string name) => Hex.Decode(vector.Text(name));

    public static Bytes32 Word(this JsonElement vector, string name) => Bytes32.Parse(vector.Text(name));

    public static Address Address(this JsonElement vector, string name) => HealthLedger.Chain.Ethereum.Address.Parse(vector.Text(name));

    public static UInt128 Number(this JsonElement vector, string name) =>
        vector.GetProperty(name) is { ValueKind: JsonValueKind.String } text
            ? UInt128.Parse(text.GetString()!, null)
            : vector.GetProperty(name).GetUInt64();

    public static PrivateKey Key(this JsonElement vector) => new(vector.Bytes("privateKey"));

    static JsonElement Load()
    {
        using var file = File.OpenRead(Path.Combine(RepositoryRoot, "tests", "vectors", "viem.json"));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "HealthLedger.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
