namespace HealthLedger.Chain.Ethereum;

/// <summary>What an entity signs and the relay executes once.</summary>
/// <param name="Entity">Whose operation it is.</param>
/// <param name="RequestId">Spent when executed, for ever, under this entity.</param>
/// <param name="Ledger">The contract that is called.</param>
/// <param name="Gas">Exactly what the call gets.</param>
/// <param name="Call">Selector and arguments; empty to give the request id up.</param>
internal readonly record struct Operation(Bytes32 Entity, Bytes32 RequestId, Address Ledger, ulong Gas, ReadOnlyMemory<byte> Call)
{
    static readonly Bytes32 Type = Keccak.HashText(
        "Operation(bytes32 entity,bytes32 requestId,address ledger,uint64 gas,bytes call)");

    public Bytes32 StructHash()
    {
        // Type and members, a word each; written by hand because every operation passes here.
        Span<byte> words = stackalloc byte[6 * Bytes32.Length];
        words.Clear();
        Type.CopyTo(words);
        Entity.CopyTo(words[32..]);
        RequestId.CopyTo(words[64..]);
        Ledger.CopyTo(words[(96 + 12)..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(words[(128 + 24)..], Gas);
        Keccak.Hash(Call.Span, words[160..]);
        return Keccak.Hash(words);
    }
}

/// <summary>An operation with its entity's 65-byte signature, ready for a batch.</summary>
internal readonly record struct SignedOperation(Operation Operation, Signature Signature)
{
    static readonly uint Execute = Abi.Selector("execute((bytes32,bytes32,address,uint64,bytes,bytes)[])");

    /// <summary>The relay's <c>execute</c> with these operations, in this order.</summary>
    public static byte[] ExecuteCall(IReadOnlyCollection<SignedOperation> operations)
    {
        var arguments = AbiWriter.Call(Execute, words: 1, capacity: 128 + operations.Count * 768);
        var batch = arguments.Array(operations.Count, words: 1);
        foreach (var (operation, signature) in operations)
            batch.Struct(words: 6)
                .Write(operation.Entity)
                .Write(operation.RequestId)
                .Write(operation.Ledger)
                .Write(operation.Gas)
                .Write(operation.Call.Span)
                .Write(signature.ToArray());
        return arguments.ToArray();
    }
}
