using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>Whoever sends an example of the description as it stands, with real identifiers for the sample ones, succeeds.</summary>
public sealed partial class ExampleTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Every_example_body_is_accepted()
    {
        var operations = (await ApiDescription.OfAsync(ledger.Gateway)).Operations.Where(operation => operation.Example is not null).ToList();
        Assert.NotEmpty(operations);
        var faults = new List<string>();
        foreach (var operation in operations)
        {
            var answer = await TryAsync(operation);
            // Nobody's password is the example's: that the body was read and understood is all there is to see.
            var accepted = operation.Path == "/v1/me/password" ? answer.Code == "password-wrong" : answer.Status is 200 or 201;
            if (!accepted) faults.Add($"{operation}: {answer.Status} {answer.Text}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>The answer to whoever of a new cast may do it, on things that are ready for it.</summary>
    async Task<Answer> TryAsync(DescribedOperation operation)
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var prescription = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();

        if (ResultOrRelease().IsMatch(operation.Path)) (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        if (operation.Path.EndsWith("/result/amendments", StringComparison.Ordinal))
            (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
        var dispensation = operation.Path.StartsWith("/v1/dispensations", StringComparison.Ordinal)
            ? (await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 60 })).Expect(201).Id
            : "";

        var path = operation.Path.Replace("{record}", consultation.Id, StringComparison.Ordinal).Replace("{id}", operation.Path.Split('/')[2] switch
        {
            "patients" => patient.Identifier,
            "entities" => pharmacy.Identifier,
            "exam-requests" => exam,
            "prescriptions" => prescription,
            "dispensations" => dispensation,
            _ => "",
        }, StringComparison.Ordinal);
        var body = Identifiers().Replace(operation.Example!.ToJsonString(), sample => sample.Value[..3] switch
        {
            "PHY" => physician.Identifier,
            "PHA" => pharmacy.Identifier,
            "DGC" => center.Identifier,
            _ => patient.Identifier,
        });
        body = ApiDescription.ForSomebodyElse(body);

        var answer = default(Answer);
        foreach (var actor in (Account[])[ledger.Regulator, patient, physician, center, pharmacy])
            if ((answer = await actor.SendAsync(new HttpMethod(operation.Method), path, JsonNode.Parse(body))).Status is not (403 or 404)) break;
        return answer!;
    }

    [GeneratedRegex("/(release|result)")]
    private static partial Regex ResultOrRelease();

    [GeneratedRegex("[A-Z]{3}-[0-9A-Z]{11}-[0-9A-Z]")]
    private static partial Regex Identifiers();
}
