using System.Linq.Expressions;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>Which operations are asked for; null: whichever.</summary>
/// <param name="Entity">Made by it, or about it.</param>
/// <param name="Kind">One of <see cref="OperationReader.Kinds"/>.</param>
/// <param name="State">Where they stand.</param>
/// <param name="From">Accepted then or later.</param>
/// <param name="Until">Accepted then or earlier.</param>
public sealed record OperationFilter(LedgerId? Entity, string? Kind, OperationState? State, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>
/// Lists operations for regulators, newest first. Each question is answered by an index that stands there anyway, for operations are written on the
/// way of every request: times by halving the order of acceptance, kinds by looking through it, some thousand rows a page.
/// </summary>
public sealed class OperationMonitor(LedgerStore store, OperationReader reader)
{
    /// <summary>Rows in one question where not all that it finds are asked for.</summary>
    const int Look = 200;

    /// <summary>Rows that one page looks at for a kind. It may hold fewer than asked for, and still have a next one.</summary>
    internal const int MostLooks = 2_000;

    /// <summary>Milliseconds. So far apart may clocks be, those of two replicas or one before and after it was set: times only roughly follow the order of acceptance.</summary>
    const long Drift = 10 * 60 * 1000;

    public async Task<Page<OperationView>> ListAsync(OperationFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var (from, until) = (filter.From?.ToUnixTimeMilliseconds(), filter.Until?.ToUnixTimeMilliseconds());
        var first = from is { } begin ? await FirstAcceptedAsync(db, begin - Drift, cancellation) : 0;
        var before = until is { } end ? Math.Min(page.Before, await FirstAcceptedAsync(db, end + Drift, cancellation)) : page.Before;
        var take = filter.Kind is null ? page.Take : Math.Max(page.Take, Look);
        var rows = new List<Operation>();
        for (var looked = 0; ; looked += take)
        {
            if (looked >= MostLooks) return new Page<OperationView>((await ViewAsync(rows, page.Limit, cancellation)).Items, before);
            var found = await NewestAsync(db, filter, first, before, take, cancellation);
            rows.AddRange(found.Where(row => filter.Kind is null || OperationReader.KindOf(row.Command) == filter.Kind));
            if (rows.Count >= page.Take || found.Count < take) return await ViewAsync(rows, page.Limit, cancellation);
            before = found[^1].Sequence;
        }
    }

    Task<Page<OperationView>> ViewAsync(List<Operation> rows, int limit, CancellationToken cancellation) =>
        Page.OfAsync(rows, limit, row => row.Sequence, row => reader.ViewAsync(row, cancellation));

    // By whom, and about whom, are two indexes.
    static async Task<List<Operation>> NewestAsync(
        LedgerDb db, OperationFilter filter, long first, long before, int take, CancellationToken cancellation)
    {
        return filter.Entity is { } one
            ? Page.Merge(take, row => row.Sequence, await FindAsync(row => row.Actor == one), await FindAsync(row => row.Subject == one && row.Actor != one))
            : await FindAsync(_ => true);

        Task<List<Operation>> FindAsync(Expression<Func<Operation, bool>> wanted)
        {
            var rows = db.Operations.Where(wanted).Where(row => row.Sequence < before && row.Sequence >= first);
            if (filter.State is { } state) rows = rows.Where(row => row.State == state);
            if (filter.From?.ToUnixTimeMilliseconds() is { } from) rows = rows.Where(row => row.AcceptedAt >= from);
            if (filter.Until?.ToUnixTimeMilliseconds() is { } until) rows = rows.Where(row => row.AcceptedAt <= until);
            return rows.OrderByDescending(row => row.Sequence).Take(take).ToListAsync(cancellation);
        }
    }

    /// <summary>Where in the order of acceptance a time is: as many questions as the numbers have bits, each for one row by its key.</summary>
    static async Task<long> FirstAcceptedAsync(LedgerDb db, long time, CancellationToken cancellation)
    {
        var low = 0L;
        var high = 1 + await db.Operations.OrderByDescending(row => row.Sequence).Select(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var found = await db.Operations.Where(row => row.Sequence >= middle).OrderBy(row => row.Sequence)
                .Select(row => new { row.Sequence, row.AcceptedAt }).FirstOrDefaultAsync(cancellation);
            if (found is null || found.AcceptedAt >= time) high = middle;
            else low = found.Sequence + 1;
        }
        return low;
    }
}
