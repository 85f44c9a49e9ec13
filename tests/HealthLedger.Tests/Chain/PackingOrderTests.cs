using CsCheck;
using HealthLedger.Chain.Relay;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Tests.Core;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Tests.Chain;

public sealed class PackingOrderTests
{
    static readonly LedgerId Patient = LedgerId.Random(), Physician = LedgerId.Random(), Other = LedgerId.Random();

    [Fact]
    public void What_is_on_a_subject_under_way_waits_and_the_rest_goes()
    {
        var (held, free) = (Acts(Physician, Patient), Acts(Physician, Other));
        Assert.Equal([free], PackingOrder.Of([Patient], [held, free]));
    }

    [Fact]
    public void Several_on_one_subject_go_together_in_their_order()
    {
        Operation[] waiting = [Acts(Physician, Patient), Acts(Patient, Patient), Acts(Physician, Patient)];
        Assert.Equal(waiting, PackingOrder.Of([], waiting));
    }

    [Fact]
    public void Who_rotates_its_key_is_heard_again_after_the_rotation_and_nothing_overtakes_it()
    {
        var rotation = Rotates(Physician);
        var behind = Acts(Physician, Patient);
        var overtaking = Acts(Patient, Patient);
        var beside = Acts(Other, Other);
        Assert.Equal([rotation, beside], PackingOrder.Of([], [rotation, behind, overtaking, beside]));
        Assert.Equal([beside], PackingOrder.Of([Physician], [behind, overtaking, beside]));
    }

    [Fact]
    public void Who_is_being_registered_is_heard_after_the_registration_and_nothing_overtakes_it()
    {
        var registration = new Operation
        {
            Actor = Other, Subject = Physician, Command = new RegisterEntity(Physician, EntityClass.Physician, "0x01", Story.AnyDigest()),
        };
        Assert.Equal([registration], PackingOrder.Of([], [registration, Acts(Physician, Patient), Acts(Patient, Patient)]));
    }

    [Fact]
    public void On_one_subject_nothing_is_ever_overtaken()
    {
        var entities = Enumerable.Range(0, 4).Select(_ => LedgerId.Random()).ToArray();
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 4], (actor, subject, kind) =>
            kind == 0 ? Rotates(entities[actor]) : Acts(entities[actor], entities[subject]));
        Gen.Select(operation.Array[0, 20], Gen.Int[0, 3].Array[0, 2]).Sample((waiting, busy) =>
        {
            var packed = PackingOrder.Of(busy.Select(index => entities[index]), waiting);
            foreach (var subject in entities)
            {
                var all = waiting.Where(one => one.Subject == subject).ToArray();
                var taken = packed.Where(one => one.Subject == subject).ToArray();
                Assert.Equal(all.Take(taken.Length), taken);
            }
        });
    }

    static Operation Acts(LedgerId actor, LedgerId subject) =>
        new() { Actor = actor, Subject = subject, Command = new SuspendEntity(subject, Story.AnyDigest()) };

    static Operation Rotates(LedgerId entity) =>
        new() { Actor = entity, Subject = entity, Command = new RotateKey(entity, "0x0000000000000000000000000000000000000001") };
}
