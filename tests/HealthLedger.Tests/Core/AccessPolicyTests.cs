using HealthLedger.Core.Appointments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Core;

public sealed class AccessPolicyTests
{
    const long Now = 1_800_000_000;
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random(), consent = LedgerId.Random();
    static readonly LedgerId exam = LedgerId.Random(), otherExam = LedgerId.Random();

    [Theory]
    [InlineData(Scopes.RecordsRead, -100, 100, true)]
    [InlineData(Scopes.RecordsRead | Scopes.ExamsRead, -100, 100, true)]
    [InlineData(Scopes.RecordsRead, 0, 0, true)]
    [InlineData(Scopes.RecordsRead, -100, -1, false)]
    [InlineData(Scopes.RecordsRead, 1, 100, false)]
    [InlineData(Scopes.RecordsWrite, -100, 100, false)]
    public async Task A_consent_counts_within_its_scope_and_its_time(Scopes granted, long from, long until, bool allowed)
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, granted, Now + from, Now + until, id: consent));
        Assert.Equal(allowed ? new Access(true, "treatment", consent) : Access.Denied, await JudgeAsync(world, Scopes.RecordsRead));
    }

    [Fact]
    public async Task Any_one_of_the_scopes_that_would_do_is_enough_and_none_is_not()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.ExamsServe, id: consent));
        Assert.True((await JudgeAsync(world, Scopes.ExamsRead | Scopes.ExamsServe)).Allowed);
        Assert.False((await JudgeAsync(world, Scopes.RecordsRead | Scopes.RecordsWrite)).Allowed);
        Assert.False((await JudgeAsync(world, Scopes.None)).Allowed);
    }

    [Fact]
    public async Task A_bound_consent_opens_its_resource_and_nothing_else()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.ExamsServe, resource: exam, id: consent));
        Assert.True((await JudgeAsync(world, Scopes.ExamsServe, exam)).Allowed);
        Assert.False((await JudgeAsync(world, Scopes.ExamsServe, otherExam)).Allowed);
        Assert.False((await JudgeAsync(world, Scopes.ExamsServe)).Allowed);
    }

    [Fact]
    public async Task A_research_institute_sees_nobody_whatever_it_was_granted()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, (Scopes)255, id: consent), Story.Granted(patient, physician, (Scopes)255, resource: exam));
        foreach (var resource in new LedgerId?[] { null, exam })
            Assert.False((await JudgeAsync(world, Scopes.RecordsRead, resource, entityClass: EntityClass.ResearchInstitute)).Allowed);
        Assert.True((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task Participants_of_a_study_are_those_whose_consent_to_it_is_live_and_whose_revocation_was_not_accepted()
    {
        var study = LedgerId.Random();
        var institute = new Actor(physician, "RES-TEST", EntityClass.ResearchInstitute);
        ConsentGranted Joins(LedgerId id, LedgerId resource, Purpose purpose = Purpose.Research, long until = long.MaxValue) =>
            Story.Granted(patient, physician, Scopes.RecordsRead, until: until, resource: resource, id: id) with { Purpose = purpose };
        await using var world = await WorldAsync(
            Joins(consent, study), Joins(LedgerId.Random(), LedgerId.Random()), Joins(LedgerId.Random(), study, Purpose.Treatment),
            Joins(LedgerId.Random(), study, until: Now - 1), Story.Granted(patient, physician, Scopes.RecordsRead));
        Assert.Equal([consent], Assert.Single(await ParticipantsAsync()).Consents);

        await AcceptAsync(world, patient, new RevokeConsent(patient, consent), OperationState.Accepted);
        Assert.Empty(await ParticipantsAsync());

        async Task<IReadOnlyList<Participant>> ParticipantsAsync()
        {
            await using var db = await world.Store.OpenSnapshotAsync(CoreWorld.Cancellation);
            return await world.Get<AccessPolicy>().ParticipantsAsync(db, institute, study, CoreWorld.Cancellation);
        }
    }

    [Fact]
    public async Task An_unbound_consent_is_preferred()
    {
        await using var world = await WorldAsync(
            Story.Granted(patient, physician, Scopes.ExamsRead, resource: exam),
            Story.Granted(patient, physician, Scopes.ExamsRead, until: Now + 1, id: consent));
        Assert.Equal(consent, (await JudgeAsync(world, Scopes.ExamsRead, exam)).Consent);
    }

    [Fact]
    public async Task Nobody_else_s_consent_helps()
    {
        await using var world = await WorldAsync(
            Story.Granted(patient, LedgerId.Random(), Scopes.RecordsRead), Story.Granted(LedgerId.Random(), physician, Scopes.RecordsRead));
        Assert.False((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task A_revoked_consent_is_none()
    {
        await using var world = await WorldAsync(
            Story.Granted(patient, physician, Scopes.RecordsRead, id: consent), new ConsentRevoked(consent, patient));
        Assert.False((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Theory]
    [InlineData(OperationState.Accepted, false)]
    [InlineData(OperationState.Sent, false)]
    [InlineData(OperationState.Failed, true)]
    public async Task A_revocation_counts_from_its_acceptance_on(OperationState state, bool allowed)
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.RecordsRead, id: consent));
        await AcceptAsync(world, patient, new RevokeConsent(patient, consent), state);
        Assert.Equal(allowed, (await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task The_revocation_of_one_consent_leaves_another()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.RecordsRead, id: consent));
        await AcceptAsync(world, patient, new RevokeConsent(patient, LedgerId.Random()), OperationState.Accepted);
        Assert.True((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task A_suspension_counts_from_its_acceptance_on()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.RecordsRead, id: consent));
        await AcceptAsync(world, physician, new SuspendEntity(physician, Digest.Zero), OperationState.Accepted);
        Assert.False((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
        await using var db = world.Store.OpenRead();
        Assert.Equal(EntityStatus.Suspended, await AccessPolicy.StatusAsync(db, physician, CoreWorld.Cancellation));
        Assert.Equal(EntityStatus.Active, await AccessPolicy.StatusAsync(db, patient, CoreWorld.Cancellation));
        Assert.Equal(EntityStatus.None, await AccessPolicy.StatusAsync(db, LedgerId.Random(), CoreWorld.Cancellation));
    }

    [Fact]
    public async Task That_staff_act_for_a_physician_no_longer_counts_from_its_acceptance_on()
    {
        var (staff, others) = (LedgerId.Random(), LedgerId.Random());
        await using var world = await WorldAsync(new StaffLinked(physician, staff, true), new StaffLinked(physician, others, true));
        var links = new StaffLinks(world.Store, world.Get<EntityDirectory>());
        await AcceptAsync(world, physician, new LinkStaff(staff, Linked: false), OperationState.Accepted);
        Assert.False(await links.AreLinkedAsync(physician, staff, CoreWorld.Cancellation));
        Assert.True(await links.AreLinkedAsync(physician, others, CoreWorld.Cancellation));
        Assert.False(await links.AreLinkedAsync(LedgerId.Random(), others, CoreWorld.Cancellation));
    }

    [Fact]
    public async Task The_suspended_may_nothing_and_the_reactivated_again()
    {
        LedgerEvent[] events =
            [Story.Granted(patient, physician, Scopes.RecordsRead, id: consent), new EntitySuspended(physician, Digest.Zero, LedgerId.Random())];
        await using var suspended = await WorldAsync(events);
        await using var reactivated = await WorldAsync([.. events, new EntityReactivated(physician, LedgerId.Random())]);
        Assert.False((await JudgeAsync(suspended, Scopes.RecordsRead)).Allowed);
        Assert.True((await JudgeAsync(reactivated, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task A_patient_reads_its_own_and_writes_nothing_into_it()
    {
        await using var world = await WorldAsync();
        Assert.Equal(new Access(true, "own", null), await JudgeAsync(world, Scopes.RecordsRead, by: patient));
        Assert.False((await JudgeAsync(world, Scopes.RecordsWrite, by: patient)).Allowed);
    }

    [Fact]
    public async Task A_clock_set_back_does_not_lengthen_a_consent()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.RecordsRead, until: 1_700_000_000 - 1, id: consent));
        world.Clock.Now = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);
        Assert.False((await JudgeAsync(world, Scopes.RecordsRead)).Allowed);
    }

    [Fact]
    public async Task While_the_index_lags_nothing_that_rests_on_consent_is_answered()
    {
        await using var world = await WorldAsync(Story.Granted(patient, physician, Scopes.RecordsRead, id: consent));
        world.Network.Health = new(LedgerState.CatchingUp, false, "The index is behind.", 9, 1);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => JudgeAsync(world, Scopes.RecordsRead));
        Assert.Equal("ledger-unavailable", refused.Refusal.Code);
        Assert.True((await JudgeAsync(world, Scopes.RecordsRead, by: patient)).Allowed);
    }

    static async Task<CoreWorld> WorldAsync(params LedgerEvent[] events)
    {
        var world = new CoreWorld();
        await world.IndexAsync(new Story().Block(
            [Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician), .. events]));
        return world;
    }

    static async Task<Access> JudgeAsync(CoreWorld world, Scopes scope, LedgerId? resource = null, LedgerId? by = null, EntityClass entityClass = EntityClass.Physician)
    {
        await using var db = await world.Store.OpenSnapshotAsync(CoreWorld.Cancellation);
        var actor = new Actor(by ?? physician, "PHY-TEST", entityClass);
        return await world.Get<AccessPolicy>().JudgeAsync(db, actor, patient, scope, resource, CoreWorld.Cancellation);
    }

    static async Task AcceptAsync(CoreWorld world, LedgerId subject, LedgerCommand command, OperationState state)
    {
        await world.SubjectAsync(subject);
        var operation = await world.Desk.AcceptAsync(CoreWorld.Draft(subject, command), CoreWorld.Cancellation);
        operation.State = state;
        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Operations.Update(operation)), CoreWorld.Cancellation);
    }
}
