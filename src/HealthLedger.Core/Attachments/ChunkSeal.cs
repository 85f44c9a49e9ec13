using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Attachments;

/// <summary>
/// Seals what is too large to be held whole, chunk by chunk: AES-256-GCM, with the chunk's place and whether it is the last one authenticated. A
/// chunk that is missing, exchanged, moved, or taken from another attachment does not open, nor does what ends too early.
/// </summary>
/// <param name="body">Whose chunks these are.</param>
/// <param name="key">32 bytes, for this body alone.</param>
public sealed class ChunkSeal(LedgerId body, byte[] key)
{
    /// <summary>Bytes in a chunk, the last excepted. Such arrays are still among the runtime's small objects.</summary>
    public const int ChunkSize = 64 * 1024;

    public AttachmentChunk Seal(Piece piece) => new()
    {
        Body = body,
        Index = piece.Index,
        Sealed = SealedBox.Seal(key, piece.Bytes.Span, ContextOf(piece.Index, piece.Last)),
    };

    /// <summary>What was sealed, in its order.</summary>
    /// <param name="chunks">All of them.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="CryptographicException">These are not all that was sealed, in its order.</exception>
    public async IAsyncEnumerable<byte[]> OpenAsync(IAsyncEnumerable<byte[]> chunks, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var index = 0;
        byte[]? held = null;
        await foreach (var chunk in chunks.WithCancellation(cancellation))
        {
            if (held is not null) yield return SealedBox.Open(key, held, ContextOf(index++, last: false));
            held = chunk;
        }
        yield return SealedBox.Open(key, held ?? throw new CryptographicException("Nothing of it is there."), ContextOf(index, last: true));
    }

    public override string ToString() => $"ChunkSeal {body} (redacted)";

    string ContextOf(int index, bool last) => $"attachment {body} chunk {index}{(last ? " last" : "")}";
}

/// <summary>A part of a stream; its bytes are valid until the next one is asked for.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Last">Nothing follows. An empty stream is one empty piece.</param>
public readonly record struct Piece(int Index, ReadOnlyMemory<byte> Bytes, bool Last)
{
    /// <summary>Cuts a stream into chunks; at most two of them are held.</summary>
    public static async IAsyncEnumerable<Piece> OfAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (held, next) = (new byte[ChunkSeal.ChunkSize], new byte[ChunkSeal.ChunkSize]);
        var length = await stream.ReadAtLeastAsync(held, held.Length, throwOnEndOfStream: false, cancellation);
        for (var index = 0; ; index++)
        {
            var following = length < held.Length ? 0 : await stream.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancellation);
            yield return new Piece(index, held.AsMemory(0, length), following == 0);
            if (following == 0) yield break;
            (held, next, length) = (next, held, following);
        }
    }
}
