using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>Which part of a list is asked for: `?limit=50&amp;cursor=…`, as a parameter of an endpoint; it goes for a <see cref="PageRequest"/>.</summary>
public sealed record PageQuery(PageRequest Request)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static ValueTask<PageQuery> BindAsync(HttpContext context)
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
        return ValueTask.FromResult(new PageQuery(new PageRequest(before, limit)));
    }

    public static implicit operator PageRequest(PageQuery query) => query.Request;
}

/// <summary>A list as it is answered.</summary>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next);

public static class Paging
{
    /// <summary>The page as JSON has it.</summary>
    public static ListAnswer<T> AsAnswer<T>(this Page<T> page) => new(page.Items, page.Next is { } position ? Cursor.Of(position) : null);
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
