using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class AbiTests
{
    [Fact]
    public void Every_function_of_the_interfaces_is_encoded_as_viem_encodes_it()
    {
        foreach (var call in Vectors.Of("calls"))
        {
            var inputs = call.GetProperty("inputs").EnumerateArray().ToArray();
            var writer = AbiWriter.Call(Abi.Selector(call.Text("signature")), AbiByShape.HeadWords(inputs), capacity: 4);
            foreach (var (input, value) in inputs.Zip(call.GetProperty("values").EnumerateArray())) AbiByShape.Write(writer, input, value);
            Assert.Equal(call.Text("encoded"), Hex.Encode(writer.ToArray()));
        }
    }

    [Fact]
    public void Every_call_is_read_back()
    {
        foreach (var call in Vectors.Of("calls"))
        {
            var reader = new AbiReader(call.Bytes("encoded").AsSpan(Abi.SelectorLength));
            foreach (var (input, value) in call.GetProperty("inputs").EnumerateArray().Zip(call.GetProperty("values").EnumerateArray()))
                AbiByShape.AssertReads(ref reader, input, value);
        }
    }

    [Fact]
    public void Every_event_is_read_from_its_topics_and_data()
    {
        foreach (var log in Vectors.Of("events"))
        {
            var topics = log.GetProperty("topics").EnumerateArray().Select(topic => Bytes32.Parse(topic.GetString())).ToArray();
            Assert.Equal(topics[0], Abi.Topic(log.Text("signature")));

            var indexed = 1;
            var data = new AbiReader(log.Bytes("data"));
            foreach (var (input, value) in log.GetProperty("inputs").EnumerateArray().Zip(log.GetProperty("values").EnumerateArray()))
                if (!input.TryGetProperty("indexed", out var flag) || !flag.GetBoolean())
                    AbiByShape.AssertReads(ref data, input, value);
                else if (input.Text("type") == "address")
                    Assert.Equal(value.GetString(), Address.FromWord(topics[indexed++]).ToString());
                else
                    Assert.Equal(value.GetString(), topics[indexed++].ToString());
        }
    }

    [Fact]
    public void Every_custom_error_is_named_with_its_arguments()
    {
        foreach (var vector in Vectors.Of("errors"))
        {
            var error = ContractErrors.Decode(vector.Bytes("encoded"));
            Assert.Equal(vector.Text("name"), error?.Name);
            Assert.Equal(
                vector.GetProperty("inputs").EnumerateArray().Zip(vector.GetProperty("values").EnumerateArray())
                    .Select(pair => $"{pair.First.Text("name")}={pair.Second}"),
                error!.Arguments.Select(argument => $"{argument.Key}={argument.Value}"));
        }
    }

    [Fact]
    public void A_revert_cut_short_or_unknown_is_no_error_of_ours()
    {
        foreach (var vector in Vectors.Of("errors").Where(vector => vector.Bytes("encoded").Length > 4))
            Assert.Null(ContractErrors.Decode(vector.Bytes("encoded").AsSpan()[..^32]));
        Assert.Null(ContractErrors.Decode([]));
        Assert.Null(ContractErrors.Decode([1, 2, 3]));
        Assert.Null(ContractErrors.Decode([0xde, 0xad, 0xbe, 0xef]));
    }

    [Fact]
    public void The_vectors_cover_the_committed_abis()
    {
        var items = Directory.GetFiles(Path.Combine(Vectors.RepositoryRoot, "contracts", "artifacts"), "*.json")
            .SelectMany(file => JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("abi").EnumerateArray())
            .Where(item => item.Text("type") != "constructor");
        var covered = new[] { "calls", "events", "errors" }.SelectMany(Vectors.Of).Select(vector => vector.Text("signature")).ToHashSet();
        Assert.All(items, item => Assert.Contains(item.Text("name") + AbiByShape.Types(item.GetProperty("inputs")), covered));
    }

    [Fact]
    public void The_table_of_errors_is_what_the_contracts_declare()
    {
        var declared = Vectors.Of("errors").Select(vector => $"{vector.Text("name")}({string.Join(", ",
            vector.GetProperty("inputs").EnumerateArray().Select(input => $"{input.Text("type")} {input.Text("name")}"))})");
        Assert.Equal(declared.Order(), ContractErrors.Declarations.Order());
    }

    [Fact]
    public void Every_constructors_arguments_are_encoded_as_viem_encodes_them()
    {
        foreach (var constructor in Vectors.Of("constructors"))
        {
            var inputs = constructor.GetProperty("inputs").EnumerateArray().ToArray();
            var writer = AbiWriter.Arguments(AbiByShape.HeadWords(inputs));
            foreach (var (input, value) in inputs.Zip(constructor.GetProperty("values").EnumerateArray()))
                AbiByShape.Write(writer, input, value);
            Assert.Equal(constructor.Text("encoded"), Hex.Encode(writer.ToArray()));
        }
    }

    [Fact]
    public void A_batch_is_encoded_as_viem_encodes_it()
    {
        var signed = Vectors.Of("typedData").Where(vector => vector.Text("primaryType") == "Operation")
            .Select(vector => new SignedOperation(Eip712Tests.OperationOf(vector), Signature.Parse(vector.Bytes("signature")))).ToArray();
        foreach (var batch in Vectors.Of("batches"))
            Assert.Equal(
                batch.Text("encoded"),
                Hex.Encode(SignedOperation.ExecuteCall(signed[..batch.GetProperty("count").GetInt32()])));
    }

    [Fact]
    public void A_head_that_is_not_filled_or_overfilled_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => AbiWriter.Arguments(2).Write(true).ToArray());
        Assert.Throws<InvalidOperationException>(() => AbiWriter.Arguments(1).Write(true).Write(true));
    }
}
