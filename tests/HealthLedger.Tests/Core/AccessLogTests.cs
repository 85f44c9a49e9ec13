using System.Text;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

public sealed class AccessLogTests
{
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random(), regulator = LedgerId.Random();

    [Fact]
    public async Task An_entry_written_twice_stands_once()
    {
        await using var world = new CoreWorld();
        var entry = Entry();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Log.WriteAsync(entry, CoreWorld.Cancellation)));
        var (items, _) = await world.Log.ListAsync(patient, null, 10, CoreWorld.Cancellation);
        Assert.Equivalent(entry, Assert.Single(items, item => { item.Sequence = 0; return true; }), strict: true);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_end()
    {
        await using var world = new CoreWorld();
        var entries = Enumerable.Range(0, 5).Select(_ => Entry()).ToList();
        foreach (var entry in entries) await world.Log.WriteAsync(entry, CoreWorld.Cancellation);
        await world.Log.WriteAsync(Entry(LedgerId.Random()), CoreWorld.Cancellation);

        var seen = new List<LedgerId>();
        long? before = null;
        do
        {
            var (items, next) = await world.Log.ListAsync(patient, before, 2, CoreWorld.Cancellation);
            seen.AddRange(items.Select(item => item.Id));
            before = next;
        }
        while (before is not null);

        Assert.Equal(entries.Select(entry => entry.Id).Reverse(), seen);
    }

    [Fact]
    public async Task What_an_operation_caused_is_in_the_list_at_once_and_once()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(patient);
        var entry = Entry();
        await world.Desk.AcceptAsync(CoreWorld.Draft(patient, new ReactivateEntity(patient), entry), CoreWorld.Cancellation);
        // As if the gateway had been killed between the writing and the deleting.
        await world.Log.WriteAsync(entry, CoreWorld.Cancellation);

        var lists = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.Log.ListAsync(patient, null, 10, CoreWorld.Cancellation)));

        Assert.All(lists, list => Assert.Equal(entry.Id, Assert.Single(list.Items).Id));
        await using var db = world.Store.OpenRead();
        Assert.False(await db.PendingAccess.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task An_allowed_read_is_logged_before_it_is_answered()
    {
        await using var world = await WorldAsync();
        var access = await RequireAsync(world, physician, EntityClass.Physician, patient);
        Assert.Equal("treatment", access.Purpose);
        var entry = Assert.Single(await LoggedAsync(world, patient));
        Assert.Equal((AccessOutcome.Allowed, "treatment", "records.list", physician), (entry.Outcome, entry.Purpose, entry.Action, entry.Actor));
    }

    [Fact]
    public async Task An_absent_patient_and_an_unconsented_one_look_alike()
    {
        await using var world = await WorldAsync();
        var stranger = LedgerId.Random();
        var absent = LedgerId.Random();
        var unconsented = await RefusedAsync(() => RequireAsync(world, stranger, EntityClass.Physician, patient));
        Assert.Equal(unconsented, await RefusedAsync(() => RequireAsync(world, stranger, EntityClass.Physician, absent)));
        Assert.Equal("not-found", unconsented.Code);

        var rows = new[] { Assert.Single(await LoggedAsync(world, patient)), Assert.Single(await LoggedAsync(world, absent)) }
            .Select(entry => (entry.Actor, entry.Action, entry.Outcome, entry.Purpose, entry.Resource, entry.SealedReason));
        Assert.Single(rows.Distinct());
    }

    [Fact]
    public async Task When_the_log_cannot_be_written_nothing_is_answered()
    {
        await using var world = await WorldAsync();
        await world.Log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RequireAsync(world, physician, EntityClass.Physician, patient));
    }

    [Fact]
    public async Task A_regulator_states_a_reason_that_the_patient_can_read()
    {
        await using var world = await WorldAsync();
        var vault = await world.Vault.SubjectAsync(patient, CoreWorld.Cancellation);
        Assert.Equal("reason-required", (await RefusedAsync(() => RegulateAsync(world, " "))).Code);
        Assert.Equal("validation-failed", (await RefusedAsync(() => RegulateAsync(world, new string('x', 501)))).Code);

        Assert.Equal(new Access(true, "regulation", null), await RegulateAsync(world, "Inquiry 12/2026"));

        var entry = Assert.Single(await LoggedAsync(world, patient));
        Assert.Equal("Inquiry 12/2026", Encoding.UTF8.GetString(vault!.Open(entry.SealedReason!, PatientAccess.ReasonContext(entry))));
    }

    [Fact]
    public async Task A_write_that_passes_is_logged_by_its_operation_and_a_refused_one_at_once()
    {
        await using var world = await WorldAsync();
        var gate = world.Get<PatientAccess>();
        var actor = new Actor(physician, "PHY-TEST", EntityClass.Physician);

        var request = CoreWorld.Draft(patient, new ReactivateEntity(patient)).Request;
        var (access, entry) = await gate.JudgeWriteAsync(actor, patient, Scopes.RecordsWrite, null, "consultation.add", request, CoreWorld.Cancellation);
        Assert.NotNull(access.Consent);
        Assert.Equal(AccessOutcome.Allowed, entry.Outcome);
        Assert.Empty(await LoggedAsync(world, patient));

        await RefusedAsync(() => gate.JudgeWriteAsync(actor, patient, Scopes.ExamsServe, null, "exam.accept", request, CoreWorld.Cancellation));
        Assert.Equal(AccessOutcome.Refused, Assert.Single(await LoggedAsync(world, patient)).Outcome);
    }

    static async Task<CoreWorld> WorldAsync()
    {
        var world = new CoreWorld();
        await world.SubjectAsync(patient);
        await world.IndexAsync(new Story().Block(
            Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician),
            Story.Registered(regulator, EntityClass.Regulator),
            Story.Granted(patient, physician, Scopes.RecordsRead | Scopes.RecordsWrite)));
        return world;
    }

    static Task<Access> RequireAsync(CoreWorld world, LedgerId actor, EntityClass entityClass, LedgerId whose, string? reason = null) =>
        world.Get<PatientAccess>().RequireAsync(
            new Actor(actor, "TEST", entityClass), whose, Scopes.RecordsRead, null, "records.list", reason, CoreWorld.Cancellation);

    static Task<Access> RegulateAsync(CoreWorld world, string reason) => RequireAsync(world, regulator, EntityClass.Regulator, patient, reason);

    static async Task<Refusal> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusal;

    static async Task<IReadOnlyList<AccessEntry>> LoggedAsync(CoreWorld world, LedgerId whose) =>
        (await world.Log.ListAsync(whose, null, 100, CoreWorld.Cancellation)).Items;

    static AccessEntry Entry(LedgerId? whose = null) => new()
    {
        Id = LedgerId.Random(), At = 1, Patient = whose ?? patient, Actor = physician, Action = "records.list",
        Outcome = AccessOutcome.Allowed, Purpose = "treatment", Resource = LedgerId.Random(), SealedReason = [1, 2, 3],
    };
}
