using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>
/// docs/access.md says of each class what it may do: asked of the running gateway, each endpoint by an account of each class that has no
/// consent and owns nothing of what is named in the path. HEALTHLEDGER_WRITE=1 writes the page anew.
/// </summary>
public sealed partial class AccessMatrixTests(SharedGateway shared)
{
    const string No = "", Judged = "○", WithReason = "r", Open = "●";

    static readonly string page = Path.Combine(Repository.Root, "docs", "access.md");

    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task The_page_of_who_may_do_what_is_what_the_gateway_does()
    {
        var classes = await ClassesAsync();
        var things = await Things.OfAsync(ledger);
        var rows = new List<(string Tag, string Row)>();
        foreach (var operation in (await ApiDescription.OfAsync(ledger.Gateway)).Operations.Where(operation => operation.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            var cells = new List<string>();
            foreach (var account in classes.Values) cells.Add(await CellAsync(account, operation, things));
            var tag = operation.Body["tags"]![0]!.GetValue<string>();
            rows.Add((tag, $"| {operation.Method} {operation.Path[3..]} | {string.Join(" | ", cells)} | {operation.Summary} |"));
        }

        var written = Page(classes.Keys, rows);
        if (Environment.GetEnvironmentVariable("HEALTHLEDGER_WRITE") == "1") File.WriteAllText(page, written);
        Assert.Equal(File.Exists(page) ? File.ReadAllText(page).ReplaceLineEndings("\n") : "", written);
    }

    [Fact]
    public async Task Without_a_token_every_endpoint_answers_401()
    {
        var nobody = new Account(ledger.Gateway.Http, "", "");
        var things = new Things(new Dictionary<string, string>());
        foreach (var operation in (await ApiDescription.OfAsync(ledger.Gateway)).Operations.Where(operation => operation.Path.StartsWith("/v1/", StringComparison.Ordinal)))
            (await nobody.SendAsync(new HttpMethod(operation.Method), things.PathOf(operation), null)).Expect(401, "unauthorized");
    }

    static async Task<string> CellAsync(Account account, DescribedOperation operation, Things things)
    {
        var body = operation.Example is { } example ? JsonNode.Parse(ApiDescription.ForSomebodyElse(example.ToJsonString())) : null;
        var answer = await account.SendAsync(new HttpMethod(operation.Method), things.PathOf(operation), body);
        return answer switch
        {
            // What may not be done to others may be done to oneself.
            { Status: 403, Code: "forbidden" } when operation.Path.StartsWith("/v1/entities/{id}", StringComparison.Ordinal) =>
                (await account.SendAsync(new HttpMethod(operation.Method), operation.Path.Replace("{id}", account.Identifier, StringComparison.Ordinal), body)).Status == 403
                    ? No : Judged,
            { Status: 403, Code: "forbidden" } => No,
            { Code: "reason-required" } => WithReason,
            { Status: 404 } => Judged,
            { Status: < 500 and not (401 or 403 or 405) } => Open,
            _ => throw new InvalidOperationException($"{operation} as {account.Identifier[..3]}: {answer.Status} {answer.Text}"),
        };
    }

    async Task<Dictionary<string, Account>> ClassesAsync() => new()
    {
        ["regulator"] = await ledger.RegisterAsync(new { @class = "regulator", name = "Vigilância" }),
        ["patient"] = await ledger.PatientAsync(),
        ["physician"] = await ledger.PhysicianAsync(),
        ["pharmacy"] = await ledger.PharmacyAsync(),
        ["center"] = await ledger.CenterAsync(),
        ["staff"] = await ledger.StaffAsync(),
        ["insurer"] = await ledger.InsurerAsync(),
        ["institute"] = await ledger.InstituteAsync(),
    };

    static string Page(IEnumerable<string> classes, IEnumerable<(string Tag, string Row)> rows)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            # Who may do what

            Asked of a running gateway by an account of each class that owns nothing of what the path names and holds no consent
            (`AccessMatrixTests`, which fails where this page differs; `HEALTHLEDGER_WRITE=1` writes it anew):

            | | |
            | --- | --- |
            | {Open} | this class may; what a body says is judged further |
            | {Judged} | this class may with its own, or what a patient's consent or a link opens; everything else is answered as if it were not there |
            | {WithReason} | a regulator who states a reason, which the patient reads on the access log |
            | (empty) | this class may not: 403 |


            """);
        foreach (var tag in rows.GroupBy(row => row.Tag))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {tag.Key}\n\n| under /v1 | {string.Join(" | ", classes)} | |\n|{string.Concat(Enumerable.Repeat(" --- |", classes.Count() + 2))}\n");
            foreach (var (_, row) in tag) text.Append(row).Append('\n');
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n').ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>One of each thing that a path may name, none of which is the asking accounts'.</summary>
    sealed partial class Things(IReadOnlyDictionary<string, string> ids)
    {
        public static async Task<Things> OfAsync(Ledger ledger)
        {
            var patient = await ledger.PatientAsync();
            var physician = await ledger.PhysicianAsync();
            var staff = await ledger.StaffAsync();
            var pharmacy = await ledger.PharmacyAsync();
            var consultation = await Ledger.ConsultAsync(patient, physician);
            await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
            var prescription = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
            var dispensation = (await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 60 })).Expect(201);
            var draft = await DraftAsync(patient, physician, staff);
            var request = (await pharmacy.PostAsync(
                $"/v1/patients/{patient.Identifier}/consent-requests", new { scopes = new[] { "prescriptions:read" }, purpose = "dispensing", validUntil = "2036-12-31" })).Expect(201);
            return new Things(new Dictionary<string, string>
            {
                ["patients"] = patient.Identifier,
                ["entities"] = (await ledger.CenterAsync()).Identifier,
                ["exam-requests"] = consultation["examRequests"]![0]!["id"]!.GetValue<string>(),
                ["prescriptions"] = prescription,
                ["dispensations"] = dispensation.Id,
                ["operations"] = dispensation["ledger"]!["operationId"]!.GetValue<string>(),
                ["appointments"] = draft.Appointment,
                ["consultation-drafts"] = draft.Draft,
                ["consent-requests"] = request.Id,
                ["record"] = consultation.Id,
                ["staff"] = staff.Identifier,
                ["code"] = "J45.0",
                ["system"] = "cid-10",
            });
        }

        public string PathOf(DescribedOperation operation) => Parameter().Replace(operation.Path, parameter =>
            ids.GetValueOrDefault(parameter.Groups[1].Value == "id" ? operation.Path.Split('/')[2] : parameter.Groups[1].Value, "5h0d8f3s6a1g9p2e7b4y0k3m6q"));

        static async Task<(string Appointment, string Draft)> DraftAsync(Account patient, Account physician, Account staff)
        {
            (await physician.PostAsync("/v1/me/links", new { staff = staff.Identifier })).Expect(200);
            await Ledger.ConsentAsync(patient, staff, "treatment", "appointments:manage");
            var start = new DateTimeOffset(DateTimeOffset.UtcNow.AddDays(3).Date, TimeSpan.Zero);
            var appointment = (await staff.PostAsync("/v1/appointments", new
            {
                patient = patient.Identifier, physician = physician.Identifier, startsAt = start, endsAt = start.AddMinutes(30), place = "Room 12",
            })).Expect(201);
            var draft = (await staff.PostAsync(
                $"/v1/patients/{patient.Identifier}/consultation-drafts", new { physician = physician.Identifier, consultation = Ledger.Consultation() })).Expect(201);
            return (appointment.Id, draft.Id);
        }

        [GeneratedRegex(@"\{(\w+)\}")]
        private static partial Regex Parameter();
    }
}
