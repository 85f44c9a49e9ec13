using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class Eip712Tests
{
    [Fact]
    public void Digests_and_signatures_are_viems()
    {
        foreach (var vector in Vectors.Of("typedData"))
        {
            var domain = vector.GetProperty("domain");
            var separator = Eip712Domain.HealthLedger((ulong)domain.Number("chainId"), domain.Address("verifyingContract"));
            Assert.Equal(vector.Word("separator"), separator.Separator);

            var message = vector.GetProperty("message");
            var structHash = vector.Text("primaryType") == "Operation"
                ? OperationOf(vector).StructHash()
                : new KeyPossession(message.Word("entity"), message.Address("speaker")).StructHash();
            var digest = separator.Digest(structHash);
            Assert.Equal(vector.Word("digest"), digest);

            using var key = vector.Key();
            Assert.Equal(vector.Text("signature"), Hex.Encode(key.Sign(digest).ToArray()));
        }
    }

    internal static Operation OperationOf(JsonElement vector)
    {
        var message = vector.GetProperty("message");
        return new Operation(
            message.Word("entity"), message.Word("requestId"), message.Address("ledger"),
            (ulong)message.Number("gas"), message.Bytes("call"));
    }
}
