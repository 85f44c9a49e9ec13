using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Contracts;

/// <summary>The compiled contracts, carried inside the assembly: building and deploying need no Solidity.</summary>
internal static class Artifacts
{
    public const string Relay = "OperationRelay";
    public const string Registry = "RegistryLedger";
    public const string Care = "CareLedger";

    /// <summary>The code that creates the contract, to be followed by its constructor's arguments.</summary>
    public static byte[] CreationCode(string contract) => Hex.Decode(Load(contract).GetProperty("bytecode").GetString());

    public static JsonElement Load(string contract)
    {
        using var resource = typeof(Artifacts).Assembly.GetManifestResourceStream($"{contract}.json")
            ?? throw new InvalidOperationException($"The artifact of {contract} is not in the assembly.");
        using var document = JsonDocument.Parse(resource);
        return document.RootElement.Clone();
    }
}
