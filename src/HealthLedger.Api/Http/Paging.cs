using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>
/// Which part of a list is asked for: `?limit=50&amp;cursor=…`, newest first. Take <see cref="Take"/> rows whose position is below
/// <see cref="Before"/>, descending, and let <see cref="Page.Of"/> cut the page.
/// </summary>
/// <param name="Limit">Items on the page.</param>
/// <param name="Before">Rows at or above this position were on the pages before.</param>
public readonly record struct PageRequest(int Limit, long Before)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>One more than the page holds, which tells whether there is a next one.</summary>
    public int Take => Limit + 1;

    public static ValueTask<PageRequest> BindAsync(HttpContext context)
    {
        var limit = DefaultLimit;
        if ((string?)context.Request.Query["limit"] is { } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]>
            {
                ["limit"] = [$"A whole number from 1 to {MaxLimit}."],
            }).AsException();
        var before = long.MaxValue;
        if ((string?)context.Request.Query["cursor"] is { } cursor && !Cursor.TryRead(cursor, out before))
            throw Problems.CursorInvalid.With().AsException();
        return ValueTask.FromResult(new PageRequest(limit, before));
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class Page
{
    /// <param name="rows">At most <see cref="PageRequest.Take"/> rows, newest first.</param>
    /// <param name="position">What the list is ordered by.</param>
    public static Page<TItem> Of<TRow, TItem>(
        PageRequest request, IReadOnlyList<TRow> rows, Func<TRow, long> position, Func<TRow, TItem> item)
    {
        var shown = rows.Take(request.Limit).ToList();
        return new Page<TItem>([.. shown.Select(item)], rows.Count > request.Limit ? Cursor.Of(position(shown[^1])) : null);
    }
}

/// <summary>A position, URL-safe and opaque: clients hand it back and read nothing into it.</summary>
static class Cursor
{
    public static string Of(long position)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string cursor, out long position)
    {
        Span<byte> bytes = stackalloc byte[8];
        position = 0;
        if (cursor.Length != 11 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var read) || read != 8)
            return false;
        position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return true;
    }
}
