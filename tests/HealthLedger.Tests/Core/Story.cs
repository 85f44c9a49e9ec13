using System.Security.Cryptography;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Core;

/// <summary>A chain of blocks for tests, each linked to the one before.</summary>
sealed class Story
{
    readonly List<LedgerBlock> blocks = [];

    public IReadOnlyList<LedgerBlock> Blocks => blocks;

    public static Digest AnyDigest() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The next block, with one transaction that has these events.</summary>
    public LedgerBlock Block(params LedgerEvent[] events)
    {
        var previous = blocks.Count == 0 ? Digest.Zero : blocks[^1].Hash;
        var transaction = AnyDigest();
        var logs = events.Select((happened, index) => new LedgerLog(happened, transaction, index)).ToList();
        var block = new LedgerBlock(blocks.Count, AnyDigest(), previous, 1_700_000_000 + blocks.Count, logs);
        blocks.Add(block);
        return block;
    }

    public static EntityRegistered Registered(LedgerId entity, EntityClass entityClass) =>
        new(entity, entityClass, "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)), AnyDigest(), LedgerId.Random());

    public static ConsentGranted Granted(
        LedgerId patient, LedgerId grantee, Scopes scopes, long from = 0, long until = long.MaxValue, LedgerId? resource = null,
        LedgerId? id = null) =>
        new(id ?? LedgerId.Random(), patient, grantee, scopes, Purpose.Treatment, from, until, resource);
}
