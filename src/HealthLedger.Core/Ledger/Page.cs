namespace HealthLedger.Core.Ledger;

/// <summary>One page of a list, newest first. Next is the position to go on from, null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Next);

/// <summary>Cuts pages.</summary>
public static class Page
{
    /// <param name="rows">At most one more than the limit: the one more tells that there is a next page.</param>
    /// <param name="limit">Items on the page.</param>
    /// <param name="position">What the list is ordered by.</param>
    /// <param name="view">The row as it is shown.</param>
    public static Page<T> Of<TRow, T>(IReadOnlyList<TRow> rows, int limit, Func<TRow, long> position, Func<TRow, T> view) =>
        new([.. rows.Take(limit).Select(view)], rows.Count > limit ? position(rows[limit - 1]) : null);

    /// <summary>The newest rows of several lists, each newest first: where one index cannot answer for all of them.</summary>
    public static List<TRow> Merge<TRow>(int take, Func<TRow, long> position, params IEnumerable<IEnumerable<TRow>> lists) =>
        [.. lists.SelectMany(list => list).OrderByDescending(position).Take(take)];

    /// <inheritdoc cref="Of{TRow, T}(IReadOnlyList{TRow}, int, Func{TRow, long}, Func{TRow, T})"/>
    public static async Task<Page<T>> OfAsync<TRow, T>(IReadOnlyList<TRow> rows, int limit, Func<TRow, long> position, Func<TRow, Task<T>> view)
    {
        var items = new List<T>(Math.Min(limit, rows.Count));
        foreach (var row in rows.Take(limit)) items.Add(await view(row));
        return new Page<T>(items, rows.Count > limit ? position(rows[limit - 1]) : null);
    }
}

/// <summary>Where a list goes on: rows before this position, at most so many.</summary>
public sealed record PageRequest(long Before, int Limit)
{
    public int Take => Limit + 1;
}

/// <summary>Where on the ledger something stands, as every answer tells it.</summary>
public sealed record LedgerView(string? OperationId, string? TransactionHash, long? BlockNumber)
{
    public static LedgerView Of(Standing standing, Digest? requestId = null) => new(
        requestId is { } id ? new LedgerId(id.ToBytes()).ToString() : null, standing.Transaction.ToString(), standing.Block);
}
