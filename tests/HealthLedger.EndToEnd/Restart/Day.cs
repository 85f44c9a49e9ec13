using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>A write under an idempotency key: asked again it is the same in every byte.</summary>
sealed record KeyedRequest(Account Actor, HttpMethod Method, string Path, JsonNode? Body, string Key)
{
    /// <summary>How it was answered the first time.</summary>
    public Answer? First { get; init; }

    public Task<Answer> SendAsync() => Actor.SendAsync(Method, Path, Body, Key);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A day at a hospital with every kind of write there is, by people who were registered before.</summary>
sealed class Day
{
    readonly List<KeyedRequest> requests = [];
    readonly Ledger ledger;
    Account colleague = null!, center = null!, pharmacy = null!;
    Answer yesterday = null!;
    string givenYesterday = "";

    Day(Ledger ledger) => this.ledger = ledger;

    public Account Patient { get; private set; } = null!;
    public Account Physician { get; private set; } = null!;

    /// <summary>Everything that has a commitment on the ledger.</summary>
    public List<string> Records { get; } = [];
    public int Consultations { get; private set; }
    public KeyedRequest? Said { get; private set; }
    public KeyedRequest? Granted { get; private set; }

    /// <summary>The evening before: the cast, a consultation, the consents to serve.</summary>
    public static async Task<Day> BeginAsync(Ledger ledger)
    {
        var day = new Day(ledger)
        {
            Patient = await ledger.PatientAsync(), Physician = await ledger.PhysicianAsync(), colleague = await ledger.PhysicianAsync(),
            center = await ledger.CenterAsync(), pharmacy = await ledger.PharmacyAsync(),
        };
        day.yesterday = await Ledger.ConsultAsync(day.Patient, day.Physician);
        await Ledger.ConsentAsync(day.Patient, day.center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(day.Patient, day.pharmacy, "dispensing", "prescriptions:serve");
        day.givenYesterday = await Ledger.ConsentAsync(day.Patient, day.pharmacy, "dispensing", "prescriptions:read");
        day.Consultations = 1;
        return day;
    }

    /// <summary>Plays the day; each request with its first answer.</summary>
    public async Task<IReadOnlyList<KeyedRequest>> PlayAsync()
    {
        var consultations = $"/v1/patients/{Patient.Identifier}/consultations";
        var consents = $"/v1/patients/{Patient.Identifier}/consents";
        await DeleteAsync(Patient, $"{consents}/{givenYesterday}");
        var granted = await PostAsync(Patient, consents, Ledger.Consent(colleague, "treatment", "records:write"));
        Granted = requests[^1];

        var said = await RecordAsync(Physician, consultations, Ledger.Consultation());
        Said = requests[^1];
        await RecordAsync(Physician, $"{consultations}/{yesterday.Id}/amendments", new { reason = "A second look.", observations = "Better." });
        await RecordAsync(Physician, $"{consultations}/{yesterday.Id}/amendments", new { reason = "A third look.", observations = "Well." });
        await RecordAsync(colleague, consultations, Ledger.Consultation());
        Consultations += 2;

        var exam = $"/v1/exam-requests/{Of(yesterday, "examRequests", 0)}";
        await PostAsync(center, $"{exam}/acceptance", new { });
        await PostAsync(center, $"{exam}/release", new { reason = "The machine is down." });
        await PostAsync(center, $"{exam}/acceptance", new { });
        await RecordAsync(center, $"{exam}/result", Bodies.Result());
        await RecordAsync(center, $"{exam}/result/amendments", Bodies.Result("A mix-up of tubes: within the ranges."));
        await RecordAsync(center, $"{exam}/result/amendments", Bodies.Result("Counted once more."));
        await PostAsync(Patient, $"/v1/exam-requests/{Of(said, "examRequests", 1)}/cancellation", new { reason = "Done elsewhere." });

        var item = $"/v1/prescriptions/{Of(said, "prescriptions", 0)}";
        await RecordAsync(pharmacy, $"{item}/dispensations", new { quantity = 60, lots = new[] { new { lot = "L1", quantity = 60 } } });
        var wrong = await RecordAsync(pharmacy, $"{item}/dispensations", new { quantity = 60 });
        await PostAsync(pharmacy, $"/v1/dispensations/{wrong.Id}/reversal", new { reason = "Not fetched." });
        await PostAsync(pharmacy, $"{item}/dispensations", new { quantity = 180 }, expect: 409);
        await PostAsync(Physician, $"/v1/prescriptions/{Of(said, "prescriptions", 1)}/cancellation", new { reason = "Not tolerated." });

        // What was allowed then would not be now: the consent is revoked, and the center suspended.
        await DeleteAsync(Patient, $"{consents}/{granted.Id}");
        await PostAsync(ledger.Regulator, $"/v1/entities/{center.Identifier}/suspension", new { reason = "Under inspection." });
        (await colleague.PostAsync(consultations, Ledger.Consultation())).Expect(404, "not-found");
        (await center.GetAsync(exam)).Expect(403, "entity-suspended");
        return requests;
    }

    async Task<Answer> RecordAsync(Account actor, string path, object body)
    {
        var answer = await PostAsync(actor, path, body);
        string[] ordered = [.. Ids(answer, "examRequests"), .. Ids(answer, "prescriptions")];
        Records.AddRange([answer.Id, .. ordered]);
        return answer;
    }

    Task<Answer> PostAsync(Account actor, string path, object body, int? expect = null) =>
        SendAsync(new KeyedRequest(actor, HttpMethod.Post, path, JsonSerializer.SerializeToNode(body), Guid.NewGuid().ToString()), expect);

    Task<Answer> DeleteAsync(Account actor, string path) =>
        SendAsync(new KeyedRequest(actor, HttpMethod.Delete, path, null, Guid.NewGuid().ToString()), null);

    async Task<Answer> SendAsync(KeyedRequest request, int? expect)
    {
        var answer = await request.SendAsync();
        Assert.True(expect is { } status ? answer.Status == status : answer.Status is 200 or 201, $"{request}: {answer.Text}");
        requests.Add(request with { First = answer });
        return answer;
    }

    static string Of(Answer consultation, string what, int index) => Ids(consultation, what).ElementAt(index);

    static IEnumerable<string> Ids(Answer answer, string what) => answer[what]?.AsArray().Select(one => one!["id"]!.GetValue<string>()) ?? [];
}
