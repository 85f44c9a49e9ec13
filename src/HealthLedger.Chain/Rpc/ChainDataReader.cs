using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>Reads what nodes answer; a missing field or one of another form makes the answer <see cref="RpcFault.Garbage"/>.</summary>
internal static class ChainDataReader
{
    /// <exception cref="RpcException">The answer is not of the expected form.</exception>
    public static T Read<T>(this JsonElement answer, Func<JsonElement, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception malformed) when (malformed
            is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new RpcException(RpcFault.Garbage, "The answer is not of the expected form.", inner: malformed);
        }
    }

    /// <summary>Null where the node answered null: it does not know the thing asked for.</summary>
    public static T? ReadOrNull<T>(this JsonElement answer, Func<JsonElement, T> read) where T : class =>
        answer.ValueKind == JsonValueKind.Null ? null : answer.Read(read);

    public static ulong ToQuantity(JsonElement value) => Hex.ParseQuantity(value.GetString());

    public static byte[] ToBytes(JsonElement value) => Hex.Decode(value.GetString());

    public static Bytes32 ToWord(JsonElement value) => Bytes32.Parse(value.GetString());

    public static Block ToBlock(JsonElement block) => new(
        ToQuantity(block.GetProperty("number")),
        ToWord(block.GetProperty("hash")),
        ToWord(block.GetProperty("parentHash")),
        ToQuantity(block.GetProperty("timestamp")),
        ToQuantity(block.GetProperty("gasLimit")),
        new LogsBloom(ToBytes(block.GetProperty("logsBloom"))),
        List(block.GetProperty("transactions"), ToWord));

    public static Log ToLog(JsonElement log) => new(
        ToAddress(log.GetProperty("address")),
        List(log.GetProperty("topics"), ToWord),
        ToBytes(log.GetProperty("data")),
        ToWord(log.GetProperty("transactionHash")),
        ToWord(log.GetProperty("blockHash")),
        ToQuantity(log.GetProperty("logIndex")));

    public static Receipt ToReceipt(JsonElement receipt) => new(
        ToWord(receipt.GetProperty("transactionHash")),
        ToWord(receipt.GetProperty("blockHash")),
        ToQuantity(receipt.GetProperty("blockNumber")),
        ToQuantity(receipt.GetProperty("status")) switch { 0 => false, 1 => true, _ => throw new FormatException("No status.") },
        ToQuantity(receipt.GetProperty("gasUsed")),
        receipt.TryGetProperty("contractAddress", out var created) && created.ValueKind == JsonValueKind.String ? ToAddress(created) : null,
        List(receipt.GetProperty("logs"), ToLog));

    public static T[] List<T>(JsonElement list, Func<JsonElement, T> read)
    {
        var items = new T[list.GetArrayLength()];
        var next = 0;
        foreach (var item in list.EnumerateArray()) items[next++] = read(item);
        return items;
    }

    static Address ToAddress(JsonElement value) => Address.Parse(value.GetString());
}
