using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;

namespace HealthLedger.Core.Research;

/// <summary>
/// What is kept of an extract, sealed for its institute: the description, which the chain commits to and the institute may read, and the rows
/// with the consents they rest on, which the description binds by their hashes and only the gateway opens.
/// </summary>
static class Extract
{
    public static JsonObject Describe(StudyTerms terms, IReadOnlyList<ExtractRow> rows, int? leftOut) => new()
    {
        ["study"] = terms.Study.ToString(),
        ["rules"] = "docs/research.md, version 1",
        ["k"] = terms.K,
        ["patients"] = rows.Select(row => row.Patient).Distinct().Count(),
        ["leftOut"] = leftOut,
        ["rows"] = rows.Count,
        ["sha256"] = new JsonObject
        {
            [ExtractFormats.Ndjson] = ExtractFormats.HashOf(rows, ExtractFormats.Ndjson),
            [ExtractFormats.Csv] = ExtractFormats.HashOf(rows, ExtractFormats.Csv),
        },
    };

    public static JsonObject Contain(IReadOnlyList<Participant> participants, IReadOnlyList<ExtractRow> rows) => new()
    {
        ["participants"] = JsonSerializer.SerializeToNode(participants, ContentJson.Options),
        ["rows"] = JsonSerializer.SerializeToNode(rows, ContentJson.Options),
    };

    public static IReadOnlyList<Participant> ParticipantsOf(JsonObject content) => content["participants"].Deserialize<List<Participant>>(ContentJson.Options)!;

    public static IReadOnlyList<ExtractRow> RowsOf(JsonObject content) => content["rows"].Deserialize<List<ExtractRow>>(ContentJson.Options)!;
}

/// <summary>The bytes of an extract: the same rows give the same bytes, whenever.</summary>
public static class ExtractFormats
{
    public const string Ndjson = "ndjson", Csv = "csv";
    const string Header = "patient,sex,age,period,system,code";

    public static IReadOnlyList<string> All { get; } = [Ndjson, Csv];

    public static string MediaTypeOf(string format) => format == Csv ? "text/csv" : "application/x-ndjson";

    /// <summary>Line by line, UTF-8, each with its end: LF in NDJSON, CRLF in CSV (RFC 4180).</summary>
    public static IEnumerable<byte[]> LinesOf(IEnumerable<ExtractRow> rows, string format) => format == Csv
        ? rows.Select(row => $"{row.Patient},{row.Sex},{row.Age},{row.Period},{row.System},{row.Code}").Prepend(Header).Select(line => Encoding.UTF8.GetBytes(line + "\r\n"))
        : rows.Select(row => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(row, ContentJson.Options) + "\n"));

    /// <summary>SHA-256 of all its lines, hexadecimal.</summary>
    public static string HashOf(IEnumerable<ExtractRow> rows, string format)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in LinesOf(rows, format)) hash.AppendData(line);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
