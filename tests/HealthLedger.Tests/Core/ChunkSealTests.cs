using System.Security.Cryptography;
using CsCheck;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Tests.Core;

public sealed class ChunkSealTests
{
    static readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    static readonly LedgerId body = LedgerId.Random();

    [Fact]
    public async Task Whatever_its_size_and_however_it_comes_what_was_sealed_opens_as_it_was() =>
        await Gen.Select(
            Gen.OneOf(
                Gen.Int[0, 3 * ChunkSeal.ChunkSize + 1],
                Gen.Select(Gen.Int[0, 3], Gen.Int[-1, 1], (chunks, more) => Math.Max(0, chunks * ChunkSeal.ChunkSize + more))),
            Gen.Int[1, 100_000])
        .SampleAsync(
            async sample =>
            {
                var plain = RandomNumberGenerator.GetBytes(sample.Item1);
                var chunks = await SealAsync(plain, atMost: sample.Item2);
                Assert.All(chunks, chunk => Assert.True(chunk.Length <= ChunkSeal.ChunkSize + 28));
                Assert.Equal(plain, await OpenAsync(chunks));
            },
            iter: 100);

    [Fact]
    public async Task Chunks_that_are_missing_moved_exchanged_repeated_or_another_ones_do_not_open()
    {
        var chunks = await SealAsync(RandomNumberGenerator.GetBytes(3 * ChunkSeal.ChunkSize + 10));
        var others = await SealAsync(RandomNumberGenerator.GetBytes(3 * ChunkSeal.ChunkSize + 10), of: LedgerId.Random());
        Assert.Equal(4, chunks.Count);
        List<byte[]>[] forged =
        [
            [], chunks[..3], chunks[1..], [chunks[0], chunks[1], chunks[3]], [chunks[1], chunks[0], chunks[2], chunks[3]], [.. chunks, chunks[3]],
            [chunks[0], chunks[0], chunks[2], chunks[3]], [chunks[0], others[1], chunks[2], chunks[3]], [chunks[0], chunks[1], chunks[2], others[3]],
            [chunks[0], chunks[1], [.. chunks[2][..^1], (byte)(chunks[2][^1] ^ 1)], chunks[3]], [chunks[0], chunks[1], chunks[2], chunks[3][..20]],
        ];
        foreach (var one in forged) await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(one));
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        var chunks = await SealAsync([1, 2, 3]);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(chunks, with: RandomNumberGenerator.GetBytes(32)));
        Assert.EndsWith("(redacted)", new ChunkSeal(body, key).ToString(), StringComparison.Ordinal);
    }

    static async Task<List<byte[]>> SealAsync(byte[] plain, int atMost = int.MaxValue, LedgerId? of = null)
    {
        var seal = new ChunkSeal(of ?? body, key);
        var chunks = new List<byte[]>();
        await foreach (var piece in Piece.OfAsync(new Trickle(plain, atMost)))
        {
            var chunk = seal.Seal(piece);
            Assert.Equal(chunks.Count, chunk.Index);
            chunks.Add(chunk.Sealed);
        }
        return chunks;
    }

    static async Task<byte[]> OpenAsync(IEnumerable<byte[]> chunks, byte[]? with = null)
    {
        using var plain = new MemoryStream();
        await foreach (var part in new ChunkSeal(body, with ?? key).OpenAsync(chunks.ToAsyncEnumerable())) plain.Write(part);
        return plain.ToArray();
    }

    // Gives no more at once than a network might.
    sealed class Trickle(byte[] bytes, int atMost) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atMost, buffer.Length)], cancellationToken);
    }
}
