using System.Buffers.Binary;
using System.Globalization;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>
/// That a word of somebody's name begins so: a keyed hash of the beginning, and where that entity stands on the chain. Made from the sealed
/// profiles, and made again where it is lost.
/// </summary>
public sealed class NameToken
{
    public long Hash { get; set; }

    /// <summary>The entity's, by which it is found; newest first is the order of every list.</summary>
    public long Position { get; set; }
}

/// <summary>Finds names that are sealed by how their words begin. What it finds is to be looked at: eight bytes of a hash may be another's.</summary>
public sealed class NameIndex(LedgerSecret secret)
{
    /// <summary>Beginnings of up to so many letters are kept; a longer word is found by its first ones.</summary>
    const int Longest = 6;
    const string FactName = "names.indexed";

    internal IEnumerable<NameToken> TokensOf(EntityClass entityClass, string name, long position) => NameWords.Of(name)
        .SelectMany(word => Enumerable.Range(1, Math.Min(word.Length, Longest)).Select(length => word[..length])).Distinct()
        .Select(beginning => new NameToken { Hash = HashOf(entityClass, beginning), Position = position })
        .DistinctBy(token => token.Hash);

    /// <summary>Where those stand, newest first, in whose names each word begins one.</summary>
    internal IQueryable<long> Find(LedgerDb db, EntityClass entityClass, IReadOnlyList<string> words, long before)
    {
        // The longest word is in the fewest names.
        var hashes = words.OrderByDescending(word => word.Length).Select(word => HashOf(entityClass, word[..Math.Min(word.Length, Longest)])).ToArray();
        var first = hashes[0];
        var found = db.NameTokens.Where(token => token.Hash == first && token.Position < before);
        foreach (var hash in hashes[1..])
            found = found.Where(token => db.NameTokens.Any(other => other.Hash == hash && other.Position == token.Position));
        return found.OrderByDescending(token => token.Position).Select(token => token.Position);
    }

    /// <summary>Up to which position entities are in the index.</summary>
    internal static async Task<long> ReachedAsync(LedgerDb db, CancellationToken cancellation) =>
        await db.Facts.Where(fact => fact.Name == FactName).Select(fact => fact.Value).SingleOrDefaultAsync(cancellation) is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : long.MinValue;

    internal static async Task ReachAsync(LedgerDb db, long position, CancellationToken cancellation)
    {
        var fact = await db.Facts.FindAsync([FactName], cancellation) ?? db.Add(new Fact { Name = FactName }).Entity;
        fact.Value = position.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What stood in later blocks stands there no longer.</summary>
    internal static async Task TakeBackAsync(LedgerDb db, long toBlock, CancellationToken cancellation)
    {
        var end = ((toBlock + 1) << 20) - 1;
        if (await ReachedAsync(db, cancellation) <= end) return;
        await db.NameTokens.Where(token => token.Position > end).ExecuteDeleteAsync(cancellation);
        await ReachAsync(db, end, cancellation);
    }

    // A class has hashes of its own: of a search among physicians no patient is a part.
    long HashOf(EntityClass entityClass, string beginning) =>
        BinaryPrimitives.ReadInt64BigEndian(secret.Hash("name-token", entityClass.NameOf(), beginning).ToBytes());
}
