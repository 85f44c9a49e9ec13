using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Postgres;

/// <summary>Two that write to one database at the same time: what a single writer gave for nothing holds between them, too.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    readonly CoreWorld first, second;
    readonly LedgerId subject = LedgerId.Random();

    public ReplicaTests()
    {
        first = new CoreWorld();
        second = new CoreWorld(replicaOf: first);
    }

    public async ValueTask InitializeAsync() => await first.SubjectAsync(subject);

    public async ValueTask DisposeAsync()
    {
        await second.DisposeAsync();
        await first.DisposeAsync();
    }

    [Fact]
    public async Task One_request_on_both_at_once_is_one_operation_and_both_answer_with_it()
    {
        for (var round = 0; round < 20; round++)
        {
            var request = Story.AnyDigest();
            var answers = await TogetherAsync(world => world.Desk.AcceptAsync(Revocation(request, Digest.Zero), CoreWorld.Cancellation));

            Assert.Equal(answers[0].Id, answers[1].Id);
            Assert.Equal(answers[0].Sequence, answers[1].Sequence);
            await using var db = first.Store.OpenRead();
            Assert.Equal(1, await db.Operations.CountAsync(row => row.RequestId == request, CoreWorld.Cancellation));
        }
    }

    [Fact]
    public async Task One_key_with_two_bodies_on_both_at_once_is_one_operation_and_one_refusal()
    {
        for (var round = 0; round < 20; round++)
        {
            var request = Story.AnyDigest();
            var codes = await TogetherAsync(async world =>
            {
                var body = world == first ? Digest.Zero : Story.AnyDigest();
                return await CodeOfAsync(world.Desk.AcceptAsync(Revocation(request, body), CoreWorld.Cancellation));
            });
            Assert.Equal([Problems.IdempotencyKeyReused.Code, "taken"], codes.Order());
        }
    }

    [Fact]
    public async Task One_edition_imported_on_both_at_once_is_there_once_and_either_says_so()
    {
        var clock = new Clock(first.Clock, TimeZoneInfo.Utc);
        for (var round = 0; round < 10; round++)
        {
            var file = Path.Combine(first.Root, $"{round}.csv");
            await File.WriteAllLinesAsync(file, ["cid-10;display;sex", .. Enumerable.Range(0, 50).Select(number => $"J{number:D2};Round {round};")], CoreWorld.Cancellation);
            var order = new ImportOrder(file, null, $"edition-{round}", null, Replace: false);
            var results = await TogetherAsync(world => new Importer(world.Store, new Editions(world.Store, world.Clock), clock)
                .ImportAsync(order, new Progress<ImportProgress>(), CoreWorld.Cancellation));

            Assert.Single(results, result => !result.WasThere);
            Assert.Equal(results[0].Edition.Id, results[1].Edition.Id);
            await using var db = first.Store.OpenRead();
            Assert.Equal(50 * (round + 1), await db.CodeEntries.CountAsync(CoreWorld.Cancellation));
        }
    }

    [Fact]
    public async Task One_person_registered_on_both_at_once_is_registered_once_and_the_other_told_so()
    {
        for (var round = 0; round < 20; round++)
        {
            var document = Story.AnyDigest();
            var codes = await TogetherAsync(world =>
                CodeOfAsync(world.Desk.AcceptAsync(Registration(world, document), CoreWorld.Cancellation)));
            Assert.Equal([Problems.EntityAlreadyRegistered.Code, "taken"], codes.Order());
        }
    }

    [Fact]
    public async Task Works_that_take_each_others_locks_in_turn_both_come_through()
    {
        await first.Store.WriteAsync(
            (db, _) =>
            {
                db.Facts.AddRange(new Fact { Name = "a", Value = "0" }, new Fact { Name = "b", Value = "0" });
                return Task.CompletedTask;
            },
            CoreWorld.Cancellation);
        var (holding, runs) = (0, 0);
        await TogetherAsync(world => world.Store.WriteAsync(
            async (db, token) =>
            {
                Interlocked.Increment(ref runs);
                string[] order = world == first ? ["a", "b"] : ["b", "a"];
                await AppendAsync(db, order[0], token);
                Interlocked.Increment(ref holding);
                await EndToEnd.Support.Eventually.IsTrueAsync(() => holding >= 2, () => "Each holds its first lock.");
                await AppendAsync(db, order[1], token);
                return true;
            },
            CoreWorld.Cancellation));
        Assert.Equal(3, runs);

        await using var read = first.Store.OpenRead();
        Assert.Equal(["011", "011"], await read.Facts.Where(fact => fact.Name == "a" || fact.Name == "b").Select(fact => fact.Value).ToListAsync(CoreWorld.Cancellation));

        static Task<int> AppendAsync(LedgerDb db, string name, CancellationToken token) => db.Facts.Where(fact => fact.Name == name)
            .ExecuteUpdateAsync(fact => fact.SetProperty(row => row.Value, row => row.Value + "1"), token);
    }

    [Fact]
    public async Task An_access_that_becomes_visible_behind_a_later_one_while_that_is_moved_is_not_lost()
    {
        var (early, late) = (Entry(), Entry());
        var (written, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = second.Store.WriteAsync(
            async (db, token) =>
            {
                db.PendingAccess.Add(early);
                await db.SaveChangesAsync(token);
                written.TrySetResult();
                await go.Task;
                return true;
            },
            CoreWorld.Cancellation);
        await written.Task;
        await first.Store.WriteAsync((db, _) => Task.FromResult(db.PendingAccess.Add(late)), CoreWorld.Cancellation);
        // The log takes nothing: between reading what is to be moved and removing it from the store, the early one is committed.
        _ = first.Log;
        await using var other = new NpgsqlConnection(first.Options.PostgresConnection);
        await other.OpenAsync(CoreWorld.Cancellation);
        await using var hold = await other.BeginTransactionAsync(CoreWorld.Cancellation);
        await RunAsync(other, """LOCK TABLE access."Entries" IN EXCLUSIVE MODE""");
        var drain = first.Log.DrainPendingAsync(CoreWorld.Cancellation);
        await EndToEnd.Support.Eventually.IsTrueAsync(
            async () => await RunAsync(other, "SELECT count(*) FROM pg_locks WHERE NOT granted") is > 0L, () => "The log waits.");
        go.SetResult();
        await slow;
        await hold.RollbackAsync(CoreWorld.Cancellation);
        await drain;

        Assert.True(early.Sequence < late.Sequence);
        var (items, _) = await first.Log.ListAsync(subject, null, 10, CoreWorld.Cancellation);
        Assert.Equal(new HashSet<LedgerId> { early.Id, late.Id }, items.Select(entry => entry.Id).ToHashSet());
    }

    [Fact]
    public async Task A_revocation_that_one_took_in_counts_on_the_other_at_once()
    {
        var consent = LedgerId.Random();
        await first.Desk.AcceptAsync(CoreWorld.Draft(subject, new RevokeConsent(subject, consent)), CoreWorld.Cancellation);
        await using var db = await second.Store.OpenSnapshotAsync(CoreWorld.Cancellation);
        var undecided = await db.Operations.Where(row => row.Subject == subject && row.State == OperationState.Accepted).ToListAsync(CoreWorld.Cancellation);
        Assert.Equal(consent, Assert.IsType<RevokeConsent>(Assert.Single(undecided).Command).Consent);
    }

    Task<T[]> TogetherAsync<T>(Func<CoreWorld, Task<T>> act) => Task.WhenAll(
        new[] { first, second }.Select(world => Task.Run(() => act(world), CoreWorld.Cancellation)));

    static async Task<string> CodeOfAsync(Task<Operation> accepting)
    {
        try
        {
            await accepting;
            return "taken";
        }
        catch (RefusedException refused)
        {
            return refused.Refusal.Code;
        }
    }

    OperationDraft Revocation(Digest request, Digest body)
    {
        var draft = CoreWorld.Draft(subject, new RevokeConsent(subject, LedgerId.Random()), Entry(), request);
        return new OperationDraft
        {
            Request = draft.Request with { BodyHash = body }, Actor = draft.Actor, Subject = subject, Command = draft.Command, Resource = draft.Resource,
            Answer = draft.Answer, Access = draft.Access,
        };
    }

    static OperationDraft Registration(CoreWorld world, Digest document)
    {
        var id = LedgerId.Random();
        var draft = CoreWorld.Draft(id, new RegisterEntity(id, EntityClass.Patient, $"0x{id}", Digest.Zero));
        return new OperationDraft
        {
            Request = draft.Request, Actor = draft.Actor, Subject = id, Command = draft.Command, Resource = draft.Resource, Answer = draft.Answer,
            SubjectKey = world.Vault.CreateSubject(id).Row, Documents = [document],
        };
    }

    static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CoreWorld.Cancellation);
    }

    AccessEntry Entry() => new()
    {
        Id = LedgerId.Random(), Patient = subject, Actor = subject, Action = "records.list", Outcome = AccessOutcome.Allowed, Purpose = "own",
    };
}
