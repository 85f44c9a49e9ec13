using System.Globalization;
using System.Text;
using System.Text.Json;
using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Microsoft.Net.Http.Headers;

namespace HealthLedger.Api.Operations;

/// <summary>All operations that match, in one answer that is written page by page as they are read.</summary>
static class TransactionExport
{
    /// <summary>The words of `format`, and the media types of `Accept`.</summary>
    public static IReadOnlyDictionary<string, string> Formats { get; } =
        new Dictionary<string, string> { ["json"] = "application/json", ["ndjson"] = "application/x-ndjson", ["csv"] = "text/csv" };

    static readonly string[] columns =
    [
        "id", "state", "kind", "entity", "resource", "acceptedAt", "sentAt", "decidedAt", "problem", "detail", "transactionHash", "blockNumber",
    ];

    /// <summary>The format asked for by word, else by the caller's best-liked media type; JSON, hence a page, where neither says.</summary>
    public static string FormatOf(HttpRequest request, string? word)
    {
        if (Query.RequireOneOf(word, "format", [.. Formats.Keys]) is { } format) return format;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return "json";
        foreach (var type in accepted.Where(type => type.Quality != 0).OrderByDescending(type => type.Quality ?? 1))
            if (Formats.FirstOrDefault(one => type.MediaType.Equals(one.Value, StringComparison.OrdinalIgnoreCase)).Key is { } liked) return liked;
        return "json";
    }

    /// <param name="http">Whose answer it is.</param>
    /// <param name="format">`ndjson` or `csv`.</param>
    /// <param name="read">Reads a page.</param>
    /// <param name="from">Where it begins.</param>
    public static Task WriteAsync(HttpContext http, string format, Func<PageRequest, Task<Page<OperationView>>> read, long from)
    {
        http.Response.ContentType = $"{Formats[format]}; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=transactions.{format}";
        return http.WriteWholeAsync(async () =>
        {
            if (format == "csv") await http.Response.WriteAsync(LineOf(columns), http.RequestAborted);
            for (long? before = from; before is { } next;)
            {
                var page = await read(new PageRequest(next, PageQuery.MaxLimit));
                var text = new StringBuilder();
                foreach (var operation in page.Items)
                    text.Append(format == "csv" ? LineOf(CellsOf(operation)) : JsonSerializer.Serialize(operation, Json.Options) + "\n");
                await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
                before = page.Next;
            }
        });
    }

    static IEnumerable<string?> CellsOf(OperationView operation) =>
    [
        operation.Id, operation.State, operation.Kind, operation.Entity, operation.Resource, At(operation, "accepted"), At(operation, "sent"),
        At(operation, "confirmed") ?? At(operation, "failed"), operation.Problem?.Code, operation.Problem?.Detail, operation.TransactionHash,
        operation.BlockNumber?.ToString(CultureInfo.InvariantCulture),
    ];

    static string? At(OperationView operation, string state) =>
        operation.History.FirstOrDefault(step => step.State == state) is { } step ? JsonTime.Print(step.At) : null;

    static string LineOf(IEnumerable<string?> cells) => string.Join(',', cells.Select(CellOf)) + "\r\n";

    /// <summary>A cell after RFC 4180; one that a spreadsheet would compute is made text by an apostrophe in front.</summary>
    internal static string CellOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // Blanks before the sign do not keep every program from computing it.
        if (text.TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] || text[0] is '\t' or '\r' or '\n') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
