using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthLedger.Tests.Core;

public sealed class NameIndexTests
{
    static readonly Actor regulator = new(LedgerId.Random(), "REG", EntityClass.Regulator);

    [Theory]
    [InlineData("João da Conceição Ñandú", "joao conceicao", true)]
    [InlineData("João da Conceição Ñandú", "nan JO", true)]
    [InlineData("Joa\u0303o Sa", "joão", true)]
    [InlineData("João da Conceição", "oao", false)]
    [InlineData("João da Conceição", "joao silva", false)]
    [InlineData("Maria-Clara O'Neill", "clara o", true)]
    public void A_word_finds_what_begins_with_it_whatever_its_marks(string name, string words, bool found) =>
        Assert.Equal(found, NameWords.Match(name, NameWords.Of(words)));

    [Fact]
    public async Task A_search_finds_the_same_before_while_and_after_names_are_indexed()
    {
        await using var world = new CoreWorld();
        var names = Enumerable.Range(0, 250).Select(i => i % 3 == 0 ? $"Ana Conceição {(char)('a' + i % 26)}" : $"Rui Anacleto {i}").ToArray();
        for (var i = 0; i < names.Length; i++) await AddAsync(world, names[i], EntityClass.Patient, i);
        await AddAsync(world, "Ana Prado", EntityClass.Physician, names.Length);
        var indexer = Indexer(world);
        var expected = names.Select((name, i) => (name, i)).Where(one => one.i % 3 == 0).OrderByDescending(one => one.i).Select(one => one.name).ToArray();

        for (var steps = 0; ; steps++)
        {
            Assert.Equal(expected, await SearchAsync(world, "concei ana", EntityClass.Patient));
            Assert.Equal(["Ana Prado", .. names.Where(name => name.Contains("Ana", StringComparison.Ordinal)).Reverse()], await SearchAsync(world, "ana", null));
            Assert.Empty(await SearchAsync(world, "zuleica", null));
            if (!await indexer.StepAsync(CoreWorld.Cancellation)) break;
            Assert.InRange(steps, 0, 3);
        }
        // Asked again, it begins where it ended.
        Assert.False(await Indexer(world).StepAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Others_than_regulators_find_no_patient_but_themselves()
    {
        await using var world = new CoreWorld();
        var patient = await AddAsync(world, "Ana Lima", EntityClass.Patient, 1);
        await AddAsync(world, "Ana Sousa", EntityClass.Patient, 2);
        await AddAsync(world, "Ana Prado", EntityClass.Physician, 3);
        await Indexer(world).StepAsync(CoreWorld.Cancellation);

        Assert.Equal(["Ana Prado", "Ana Lima"], await SearchAsync(world, "ana", null, new Actor(patient, "PAT", EntityClass.Patient)));
        Assert.Equal(["Ana Prado"], await SearchAsync(world, "ana", null, new Actor(LedgerId.Random(), "PHY", EntityClass.Physician)));
    }

    [Fact]
    public async Task What_a_fork_took_back_is_indexed_where_it_comes_to_stand()
    {
        await using var world = new CoreWorld();
        await AddAsync(world, "Ana Lima", EntityClass.Patient, 1);
        var later = (long)5 << 20;
        await AddAsync(world, "Bia Lima", EntityClass.Patient, later);
        var indexer = Indexer(world);
        while (await indexer.StepAsync(CoreWorld.Cancellation)) { }
        await world.Store.WriteAsync(
            async (db, token) =>
            {
                await Projector.TakeBackAsync(db, 4, DateTimeOffset.UnixEpoch, token);
                await db.Entities.Where(row => row.Position == later).ExecuteUpdateAsync(set => set.SetProperty(row => row.Position, later + 7), token);
            },
            CoreWorld.Cancellation);

        Assert.Equal(["Bia Lima", "Ana Lima"], await SearchAsync(world, "lima", null));
        while (await indexer.StepAsync(CoreWorld.Cancellation)) { }
        Assert.Equal(["Bia Lima", "Ana Lima"], await SearchAsync(world, "lima", null));
        await using var db = world.Store.OpenRead();
        Assert.Equal([1, later + 7], await db.NameTokens.Select(token => token.Position).Distinct().Order().ToListAsync(CoreWorld.Cancellation));
    }

    static NameIndexer Indexer(CoreWorld world) =>
        new(world.Store, world.Vault, world.Get<NameIndex>(), world.Store.Leadership, TimeProvider.System, NullLogger<NameIndexer>.Instance);

    // Page after page, of a few each.
    static async Task<IReadOnlyList<string?>> SearchAsync(CoreWorld world, string words, EntityClass? entityClass, Actor? actor = null)
    {
        var reader = new EntityReader(world.Store, world.Vault, world.Get<NameIndex>());
        var found = new List<string?>();
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await reader.ListAsync(actor ?? regulator, entityClass, words, new PageRequest(from, 7), CoreWorld.Cancellation);
            found.AddRange(page.Items.Select(item => item.Name));
            before = page.Next;
        }
        return found;
    }

    static async Task<LedgerId> AddAsync(CoreWorld world, string name, EntityClass entityClass, long position)
    {
        var id = LedgerId.Random();
        var vault = await world.SubjectAsync(id);
        var profile = vault.SealPayload(
            new PayloadDraft(id, PayloadKinds.Profile, id, 1, Digest.Zero, Story.AnyDigest(), new JsonObject { ["name"] = name }), world.Network.Identity);
        await world.Store.WriteAsync(
            (db, _) =>
            {
                db.AddRange(
                    profile, new Identity { Entity = id, Identifier = id.ToString(), Class = entityClass, Confirmed = true },
                    new Entity { Id = id, Class = entityClass, Status = EntityStatus.Active, Position = position });
                return Task.CompletedTask;
            },
            CoreWorld.Cancellation);
        return id;
    }
}
