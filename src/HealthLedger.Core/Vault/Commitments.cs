using System.Buffers.Binary;
using System.Text;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Vault;

/// <summary>Everything a commitment binds beside the content, so that none can be copied to another place. docs/commitments.md.</summary>
/// <param name="Ledger">The registry's address, hexadecimal.</param>
/// <param name="Kind">One of <see cref="Store.PayloadKinds"/>.</param>
/// <param name="Patient">The patient, or the entity itself for profiles and what concerns an entity.</param>
/// <param name="Previous">The commitment of the version before; zero for a first one.</param>
public sealed record CommitmentFields(
    long ChainId, string Ledger, LedgerId Id, string Kind, LedgerId Patient, LedgerId Author, int Version, Digest Previous, Digest Salt)
{
    /// <summary>Salt and content together undo a commitment: neither is ever printed by accident.</summary>
    public override string ToString() => $"CommitmentFields {Id} (redacted)";
}

/// <summary>What stands on the chain for a content that does not.</summary>
public static class Commitments
{
    const int Word = 32, Words = 11;
    static readonly byte[] tag = NameHash("HealthLedger commitment v1");

    /// <summary>
    /// keccak256(tag ‖ chain id ‖ ledger ‖ id ‖ kind ‖ patient ‖ author ‖ version ‖ previous ‖ salt ‖ keccak256(canonical)), 32 bytes each.
    /// </summary>
    /// <param name="canonical">The content after RFC 8785: <see cref="CanonicalJson"/>.</param>
    public static Digest Of(CommitmentFields fields, ReadOnlySpan<byte> canonical)
    {
        Span<byte> message = stackalloc byte[Words * Word];
        message.Clear();
        tag.CopyTo(message);
        BinaryPrimitives.WriteInt64BigEndian(message[(2 * Word - 8)..], fields.ChainId);
        Address(fields.Ledger).CopyTo(message[(3 * Word - 20)..]);
        fields.Id.ToBytes32().CopyTo(message[(3 * Word)..]);
        NameHash(fields.Kind).CopyTo(message[(4 * Word)..]);
        fields.Patient.ToBytes32().CopyTo(message[(5 * Word)..]);
        fields.Author.ToBytes32().CopyTo(message[(6 * Word)..]);
        BinaryPrimitives.WriteInt32BigEndian(message[(8 * Word - 4)..], fields.Version);
        fields.Previous.ToBytes().CopyTo(message[(8 * Word)..]);
        fields.Salt.ToBytes().CopyTo(message[(9 * Word)..]);
        Keccak256.Hash(canonical).ToBytes().CopyTo(message[(10 * Word)..]);
        return Keccak256.Hash(message);
    }

    static byte[] NameHash(string name) => Keccak256.Hash(Encoding.UTF8.GetBytes(name)).ToBytes();

    static byte[] Address(string text)
    {
        var bytes = Convert.FromHexString(text.AsSpan(text.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0));
        return bytes.Length == 20 ? bytes : throw new FormatException("An address has 20 bytes.");
    }
}
