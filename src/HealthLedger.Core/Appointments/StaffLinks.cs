using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Appointments;

/// <summary>A physician and the staff that keep its calendar.</summary>
public sealed record LinkView(string Physician, string Staff);

/// <summary>Which hospital staff act for which physician: the physician says so.</summary>
public sealed class StaffLinks(LedgerStore store, EntityDirectory directory)
{
    /// <exception cref="RefusedException">422: no hospital staff.</exception>
    public async Task<OperationDraft> LinkAsync(Actor physician, EntityIdentifier staff, RequestIdentity request, CancellationToken cancellation)
    {
        var identity = await directory.FindAsync(staff, cancellation);
        return identity is { Class: EntityClass.HospitalStaff }
            ? Draft(physician, identity, true, request)
            : throw Problems.Broken("staff", "is not registered as hospital staff");
    }

    /// <exception cref="RefusedException">404: never linked.</exception>
    public async Task<OperationDraft> UnlinkAsync(Actor physician, EntityIdentifier staff, RequestIdentity request, CancellationToken cancellation)
    {
        var identity = await directory.FindAsync(staff, cancellation) ?? throw Problems.NotFound.With().AsException();
        await using var db = store.OpenRead();
        return await db.StaffLinks.AnyAsync(row => row.Physician == physician.Entity && row.Staff == identity.Entity, cancellation)
            ? Draft(physician, identity, false, request)
            : throw Problems.NotFound.With().AsException();
    }

    /// <summary>Whether the ledger says that the staff act for the physician now; that they do so no longer counts from its acceptance.</summary>
    public async Task<bool> AreLinkedAsync(LedgerId physician, LedgerId staff, CancellationToken cancellation)
    {
        await using var db = await store.OpenSnapshotAsync(cancellation);
        return await db.StaffLinks.AnyAsync(row => row.Physician == physician && row.Staff == staff && row.Linked, cancellation)
            && !(await OperationQueries.UndecidedAsync(db, physician, cancellation)).OfType<LinkStaff>().Any(command => command.Staff == staff && !command.Linked);
    }

    /// <summary>The staff of a physician, or the physicians of staff; newest first.</summary>
    public async Task<Page<LinkView>> ListAsync(Actor actor, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var own = actor.Class == EntityClass.Physician
            ? db.StaffLinks.Where(row => row.Physician == actor.Entity)
            : db.StaffLinks.Where(row => row.Staff == actor.Entity);
        var rows = await own.Where(row => row.Linked && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, async row => new LinkView(
            await directory.IdentifierOfAsync(row.Physician, cancellation), await directory.IdentifierOfAsync(row.Staff, cancellation)));
    }

    static OperationDraft Draft(Actor physician, Identity staff, bool linked, RequestIdentity request) => new()
    {
        Request = request,
        Actor = physician,
        Subject = physician.Entity,
        Command = new LinkStaff(staff.Entity, linked),
        Resource = staff.Identifier,
        Answer = new JsonObject { ["staff"] = staff.Identifier, ["status"] = linked ? "linked" : "unlinked" },
    };
}
