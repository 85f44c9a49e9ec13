using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Vault;

/// <summary>A content on its way into the vault.</summary>
/// <param name="Kind">One of <see cref="PayloadKinds"/>.</param>
/// <param name="Previous">The commitment of the version before; zero for a first one.</param>
/// <param name="RequestId">The request that brings it: its salt derives from it.</param>
public sealed record PayloadDraft(LedgerId Id, string Kind, LedgerId Author, int Version, Digest Previous, Digest RequestId, JsonObject Content)
{
    public override string ToString() => $"PayloadDraft {Id} {Kind} (redacted)";
}

/// <summary>
/// What opens and seals everything about one subject: a patient, or an entity for its own profile. When the subject's key is destroyed, all
/// of it is noise.
/// </summary>
public sealed class SubjectVault
{
    readonly byte[] key, sealing;

    internal SubjectVault(LedgerId subject, byte[] key)
    {
        Subject = subject;
        this.key = key;
        sealing = HKDF.Expand(HashAlgorithmName.SHA256, key, 32, "seal"u8.ToArray());
    }

    public LedgerId Subject { get; }

    /// <summary>Seals under the subject's key, for one context.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string context) => SealedBox.Seal(sealing, plain, context);

    /// <exception cref="CryptographicException">Sealed for another subject or context, or damaged.</exception>
    public byte[] Open(byte[] box, string context) => SealedBox.Open(sealing, box, context);

    /// <summary>HMAC(the subject's key, request id ‖ payload id): the same for a repeated request, unknowable once the key is destroyed.</summary>
    public Digest SaltOf(Digest requestId, LedgerId payloadId) =>
        new(HMACSHA256.HashData(key, (byte[])[.. requestId.ToBytes(), .. payloadId.ToBytes32()]));

    /// <summary>Commits to the content and seals it under a fresh key of its own, which is sealed under the subject's.</summary>
    public Payload SealPayload(PayloadDraft draft, LedgerIdentity ledger)
    {
        var canonical = CanonicalJson.Of(draft.Content);
        var recordKey = RandomNumberGenerator.GetBytes(32);
        var payload = new Payload
        {
            Id = draft.Id,
            Kind = draft.Kind,
            Subject = Subject,
            Author = draft.Author,
            Version = draft.Version,
            Previous = draft.Previous,
            RequestId = draft.RequestId,
            WrappedKey = Seal(recordKey, $"payload key {draft.Id}"),
        };
        payload.Sealed = SealedBox.Seal(recordKey, canonical, ContextOf(payload));
        payload.Commitment = Commitments.Of(FieldsOf(payload, ledger), canonical);
        return payload;
    }

    /// <summary>The content as it was committed to.</summary>
    /// <exception cref="CryptographicException">Not this subject's, or damaged.</exception>
    public JsonObject OpenPayload(Payload payload) => CanonicalJson.Parse(OpenCanonical(payload))!.AsObject();

    /// <summary>The very bytes that the commitment is over.</summary>
    /// <exception cref="CryptographicException">Not this subject's, or damaged.</exception>
    public byte[] OpenCanonical(Payload payload) =>
        SealedBox.Open(Open(payload.WrappedKey, $"payload key {payload.Id}"), payload.Sealed, ContextOf(payload));

    /// <summary>What the payload's commitment binds, salt included: what a verifier needs beside the content.</summary>
    public CommitmentFields FieldsOf(Payload payload, LedgerIdentity ledger) => new(
        ledger.ChainId, ledger.Address, payload.Id, payload.Kind, payload.Subject, payload.Author, payload.Version, payload.Previous,
        SaltOf(payload.RequestId, payload.Id));

    public override string ToString() => $"SubjectVault {Subject} (redacted)";

    static string ContextOf(Payload payload) => $"payload {payload.Id} {payload.Kind} {payload.Subject} {payload.Version}";
}
