using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Terminology;
using HealthLedger.Tests.Core;

namespace HealthLedger.Tests.Medicines;

/// <summary>A consultation that the ledger executed and a lost database forgot comes out as it was, whatever is known or held of its medicines now.</summary>
public sealed class ReturningPrescriptionTests
{
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random();
    static readonly Actor doctor = new(physician, "PHY-TEST", EntityClass.Physician);

    [Fact]
    public async Task What_was_decided_then_is_told_by_the_ledgers_commitment()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(patient);
        var story = new Story();
        await world.IndexAsync(story.Block(Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician)));
        await world.IndexAsync(story.Block(Story.Granted(patient, physician, Scopes.RecordsWrite)));
        var at = world.Clock.Now;
        var body = new ConsultationBody(
            at, [new Coding("cid-10", "J45")], null, null,
            [
                Items.Of("Clonazepam"), Items.Of("Amoxicilina", until: Items.Date(DateOnly.FromDateTime(at.UtcDateTime).AddDays(5))),
                Items.Of(null, controlled: true), Items.Of(null),
            ],
            null);
        var request = new RequestIdentity(Story.AnyDigest(), "POST", "/v1/anything", "key", Digest.Zero);

        // The last item's substance is known from an edition alone.
        var then = await Desk(world, (_, _, _) => Task.FromResult<IReadOnlyList<string>>([])).AddAsync(doctor, patient, body, request, CoreWorld.Cancellation);
        var known = await Desk(world, (medicine, _, _) => Task.FromResult<IReadOnlyList<string>>(["Fluoxetina"]))
            .AddAsync(doctor, patient, body with { Prescriptions = [Items.Of(null)] }, request, CoreWorld.Cancellation);

        foreach (var draft in new[] { then, known })
        {
            var execution = new UnclaimedExecution
            {
                RequestId = request.RequestId, Actor = physician, BlockNumber = 1, At = at.ToUnixTimeMilliseconds(),
                Commitments = [.. draft.Payloads.Select(payload => payload.Commitment)],
            };
            var said = draft == known ? body with { Prescriptions = [Items.Of(null)] } : body;
            var back = await Desk(world, (_, _, _) => throw new InvalidOperationException("Nothing is asked of an edition."))
                .AddAsync(doctor, patient, said, request with { Execution = execution }, CoreWorld.Cancellation);

            Assert.Equal(draft.Payloads.Select(payload => payload.Commitment), back.Payloads.Select(payload => payload.Commitment));
            Assert.Equal(((AddConsultation)draft.Command).Items, ((AddConsultation)back.Command).Items);
            Assert.Equal(draft.Answer.ToJsonString(), back.Answer.ToJsonString());
        }
        Assert.Equal([true, false, true, false], ((AddConsultation)then.Command).Items.Select(item => item.Controlled));
        Assert.True(Assert.Single(((AddConsultation)known.Command).Items).Controlled);
    }

    static ConsultationDesk Desk(CoreWorld world, KnownIngredients ingredients)
    {
        var clock = new Clock(world.Clock, TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"));
        var editions = new Editions(world.Store, world.Clock);
        return new ConsultationDesk(
            world.Store, world.Vault, world.Get<PatientAccess>(), world.Network, new Prescribing(RuleBook.Shipped, ingredients, clock, world.Options), RuleBook.Shipped, clock,
            new PatientCodes(new Terminologies(world.Store, editions), editions, world.Store, world.Vault, clock));
    }
}
