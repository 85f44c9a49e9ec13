using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Vault;

namespace HealthLedger.EndToEnd.Support;

/// <summary>Computes again, from what a verification answers, what the chain should hold.</summary>
static class Proof
{
    public static string CommitmentOf(JsonNode proof)
    {
        var fields = new CommitmentFields(
            proof["chainId"]!.GetValue<long>(), Text("ledger"), Id("id"), Text("kind"), Id("patient"), Id("author"), proof["version"]!.GetValue<int>(),
            Digest.Parse(Text("previous")), Digest.Parse(Text("salt")));
        return Commitments.Of(fields, Encoding.UTF8.GetBytes(Text("canonical"))).ToString();

        string Text(string name) => proof[name]!.GetValue<string>();

        LedgerId Id(string name) => new(Digest.Parse(Text(name)).ToBytes());
    }
}
