using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Core;

public sealed class OperationMonitorTests
{
    static readonly DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    static readonly OperationFilter all = new(null, null, null, null, null);

    [Fact]
    public async Task Each_filter_finds_what_matches_and_together_they_find_what_matches_all()
    {
        await using var world = new CoreWorld();
        var (one, other) = (LedgerId.Random(), LedgerId.Random());
        // An hour between each: 0 and 1 of one, 2 and 3 of the other.
        await InsertAsync(
            world, Row(0, one, new SuspendEntity(one, Digest.Zero), OperationState.Confirmed), Row(1, one, new ReactivateEntity(one), OperationState.Failed),
            Row(2, other, new SuspendEntity(other, Digest.Zero), OperationState.Accepted), Row(3, other, new ReactivateEntity(other), OperationState.Confirmed));

        await FindsAsync(world, all, 3, 2, 1, 0);
        await FindsAsync(world, all with { Entity = one }, 1, 0);
        await FindsAsync(world, all with { Kind = "suspendEntity" }, 2, 0);
        await FindsAsync(world, all with { State = OperationState.Confirmed }, 3, 0);
        await FindsAsync(world, all with { From = start.AddHours(1) }, 3, 2, 1);
        await FindsAsync(world, all with { Until = start.AddHours(1) }, 1, 0);
        await FindsAsync(world, all with { From = start.AddHours(1), Until = start.AddHours(2) }, 2, 1);
        await FindsAsync(world, all with { From = start.AddMinutes(61), Until = start.AddMinutes(119) });
        await FindsAsync(world, all with { From = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue }, 3, 2, 1, 0);
        await FindsAsync(world, new OperationFilter(other, "reactivateEntity", OperationState.Confirmed, start, start.AddHours(3)), 3);
        await FindsAsync(world, new OperationFilter(one, "reactivateEntity", OperationState.Confirmed, start, start.AddHours(3)));
    }

    [Fact]
    public async Task A_rare_kind_is_found_over_pages_that_hold_nothing()
    {
        await using var world = new CoreWorld();
        var entity = LedgerId.Random();
        await InsertAsync(
            world, [Row(0, entity, new SuspendEntity(entity, Digest.Zero)), .. Enumerable.Range(1, 2 * OperationMonitor.MostLooks).Select(hour => Row(hour, entity, new ReactivateEntity(entity)))]);

        var first = await Monitor(world).ListAsync(all with { Kind = "suspendEntity" }, new PageRequest(long.MaxValue, 50), CoreWorld.Cancellation);
        Assert.Empty(first.Items);
        Assert.NotNull(first.Next);
        await FindsAsync(world, all with { Kind = "suspendEntity" }, 0);
    }

    [Fact]
    public void Kinds_are_those_that_commands_are_stored_under() =>
        Assert.Equal(
            typeof(LedgerCommand).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
                .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(derived => (string)derived.TypeDiscriminator!).Order(StringComparer.Ordinal),
            OperationReader.Kinds);

    static OperationMonitor Monitor(CoreWorld world) => new(
        world.Store, new OperationReader(world.Store, world.Get<EntityDirectory>(), world.Get<PatientAccess>(), world.Network));

    // Three on a page, to the last.
    static async Task FindsAsync(CoreWorld world, OperationFilter filter, params int[] hours)
    {
        var found = new List<string>();
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await Monitor(world).ListAsync(filter, new PageRequest(from, 3), CoreWorld.Cancellation);
            found.AddRange(page.Items.Select(item => item.Resource));
            before = page.Next;
        }
        Assert.Equal(hours.Select(hour => $"hour {hour}"), found);
    }

    static Operation Row(int hour, LedgerId entity, LedgerCommand command, OperationState state = OperationState.Accepted) => new()
    {
        Id = LedgerId.Random(), RequestId = Story.AnyDigest(), Actor = entity, Subject = entity, Command = command, Resource = $"hour {hour}", State = state,
        AcceptedAt = start.AddHours(hour).ToUnixTimeMilliseconds(),
    };

    static Task InsertAsync(CoreWorld world, params Operation[] rows)
    {
        // Where there are operations keys are no longer made.
        world.Get<PatientAccess>();
        return world.Store.WriteAsync(
            async (db, token) =>
            {
                foreach (var row in rows) await db.InsertAsync(row, token);
            },
            CoreWorld.Cancellation);
    }
}
