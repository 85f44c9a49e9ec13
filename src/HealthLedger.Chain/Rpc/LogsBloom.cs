using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>A block's Bloom filter over the addresses and topics of its logs (Ethereum Yellow Paper, section 4.3.1): never a false no.</summary>
internal sealed class LogsBloom
{
    const int Length = 256;
    const int BitsOfOne = 3;

    readonly byte[] bits;

    /// <exception cref="FormatException">It is not 256 bytes long.</exception>
    public LogsBloom(byte[] bits) =>
        this.bits = bits.Length == Length ? bits : throw new FormatException($"A Bloom filter of {bits.Length} bytes.");

    /// <summary>False: the contract emitted nothing in the block. True: it did, or others' logs set the same bits.</summary>
    public bool MayHold(Address contract)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Keccak.Hash(contract.ToArray(), hash);
        for (var place = 0; place < 2 * BitsOfOne; place += 2)
        {
            var bit = ((hash[place] << 8) | hash[place + 1]) % (8 * Length);
            if ((bits[Length - 1 - (bit / 8)] & (1 << (bit % 8))) == 0) return false;
        }

        return true;
    }
}
