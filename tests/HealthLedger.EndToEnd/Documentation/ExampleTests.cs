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
        var cast = await Cast.OfAsync(ledger);
        var faults = new List<string>();
        foreach (var operation in operations)
        {
            var answer = await TryAsync(cast, operation);
            // Nobody's password is the example's: that the body was read and understood is all there is to see.
            var accepted = operation.Path == "/v1/me/password" ? answer.Code == "password-wrong" : answer.Status is 200 or 201;
            if (!accepted) faults.Add($"{operation}: {answer.Status} {answer.Text}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>The answer to whoever of the cast may do it, on things that are ready for it.</summary>
    async Task<Answer> TryAsync(Cast cast, DescribedOperation operation)
    {
        var patient = Things.AreForAnInsurer(operation.Path) ? cast.Covered : cast.Patient;
        var things = await Things.OfAsync(cast, patient, operation.Path, ledger);
        var path = operation.Path.Replace("{record}", things.Consultation, StringComparison.Ordinal).Replace("{id}", things.Of(operation.Path.Split('/')[2]), StringComparison.Ordinal);
        var body = Identifiers().Replace(operation.Example!.ToJsonString(), sample => sample.Value[..3] switch
        {
            "PHY" => cast.Physician.Identifier,
            "PHA" => cast.Pharmacy.Identifier,
            "DGC" => cast.Center.Identifier,
            "STF" => cast.Staff.Identifier,
            "INS" => cast.Insurer.Identifier,
            "RES" => cast.Institute.Identifier,
            _ => patient.Identifier,
        });
        body = operation.Path == "/v1/patients/lookup" ? ApiDescription.WithCpf(body, cast.Cpf) : ApiDescription.ForSomebodyElse(body);

        var answer = default(Answer);
        // What each class asks for is its own.
        var actors = operation.Path.EndsWith("/consent-requests", StringComparison.Ordinal) ? [cast.Pharmacy] : cast.With(patient, ledger.Regulator);
        foreach (var actor in actors)
            if ((answer = await actor.SendAsync(new HttpMethod(operation.Method), path, JsonNode.Parse(body))).Status is not (403 or 404)) break;
        return answer!;
    }

    /// <summary>One of each class, whom two patients trust; an insurer covers one of them.</summary>
    sealed record Cast(
        Account Patient, string Cpf, Account Covered, Account Physician, Account Center, Account Pharmacy, Account Staff, Account Insurer, Account Institute)
    {
        public static async Task<Cast> OfAsync(Ledger ledger)
        {
            var cpf = Ledger.Cpf();
            var cast = new Cast(
                await ledger.RegisterAsync(Ledger.Patient(cpf: cpf)), cpf, await ledger.PatientAsync(), await ledger.PhysicianAsync(), await ledger.CenterAsync(), await ledger.PharmacyAsync(), await ledger.StaffAsync(), await ledger.InsurerAsync(),
                await ledger.InstituteAsync());
            (await cast.Physician.PostAsync("/v1/me/links", new { staff = cast.Staff.Identifier })).Expect(200);
            await Ledger.ConsentAsync(cast.Covered, cast.Insurer, "coverage", "coverage:authorize");
            foreach (var patient in new[] { cast.Patient, cast.Covered })
            {
                await Ledger.ConsentAsync(patient, cast.Center, "diagnosis", "exams:serve");
                await Ledger.ConsentAsync(patient, cast.Pharmacy, "dispensing", "prescriptions:serve");
                await Ledger.ConsentAsync(patient, cast.Staff, "treatment", "appointments:manage");
            }
            return cast;
        }

        public IEnumerable<Account> With(Account patient, Account regulator) =>
            [regulator, patient, Physician, Center, Pharmacy, Staff, Insurer, Institute];
    }

    /// <summary>What one patient has, ready for one operation.</summary>
    sealed record Things(Dictionary<string, string> Ids, string Consultation)
    {
        public string Of(string kind) => Ids.GetValueOrDefault(kind, "");

        public static bool AreForAnInsurer(string path) => path.StartsWith("/v1/exam-requests", StringComparison.Ordinal)
            && (path.EndsWith("/authorization", StringComparison.Ordinal) || path.EndsWith("/waiver", StringComparison.Ordinal));

        public static async Task<Things> OfAsync(Cast cast, Account patient, string path, Ledger ledger)
        {
            var ids = new Dictionary<string, string> { ["patients"] = patient.Identifier };
            var consultation = await Ledger.ConsultAsync(patient, cast.Physician);
            var exam = ids["exam-requests"] = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
            var prescription = ids["prescriptions"] = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
            if (ResultOrRelease().IsMatch(path)) (await cast.Center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
            if (path.EndsWith("/result/amendments", StringComparison.Ordinal))
                (await cast.Center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
            switch (path.Split('/')[2])
            {
                case "entities" when path.Contains("{id}", StringComparison.Ordinal):
                    ids["entities"] = (await ledger.PharmacyAsync()).Identifier;
                    break;
                case "dispensations":
                    ids["dispensations"] = (await cast.Pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 60 })).Expect(201).Id;
                    break;
                case "appointments" when path.Contains("{id}", StringComparison.Ordinal):
                    ids["appointments"] = await AppointmentAsync(cast, patient, path);
                    break;
                case "consultation-drafts":
                    ids["consultation-drafts"] = (await cast.Staff.PostAsync(
                        $"/v1/patients/{patient.Identifier}/consultation-drafts",
                        new { physician = cast.Physician.Identifier, consultation = Ledger.Consultation() })).Expect(201).Id;
                    break;
                case "consent-requests":
                    ids["consent-requests"] = (await cast.Pharmacy.PostAsync(
                        $"/v1/patients/{patient.Identifier}/consent-requests",
                        new { scopes = new[] { "prescriptions:read" }, purpose = "dispensing", validUntil = "2036-12-31" })).Expect(201).Id;
                    break;
                case "studies" when path.Contains("{id}", StringComparison.Ordinal):
                    ids["studies"] = await StudyAsync(cast, path, ledger);
                    break;
            }
            return new Things(ids, consultation.Id);
        }

        // A time of its own for each: one physician is not in two places at once. One that can be missed has begun.
        static async Task<string> AppointmentAsync(Cast cast, Account patient, string path)
        {
            var slot = TimeSpan.FromMinutes(5).Ticks;
            var now = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / slot * slot, TimeSpan.Zero);
            var start = path.EndsWith("/no-show", StringComparison.Ordinal) ? now : now.AddDays(1 + path.Length);
            var appointment = (await cast.Staff.PostAsync("/v1/appointments", new
            {
                patient = patient.Identifier, physician = cast.Physician.Identifier, startsAt = start, endsAt = start.AddMinutes(30), place = "Room 12",
            })).Expect(201).Id;
            if (path.EndsWith("/check-in", StringComparison.Ordinal)) (await cast.Staff.PostAsync($"/v1/appointments/{appointment}/authorization")).Expect(200);
            return appointment;
        }

        static async Task<string> StudyAsync(Cast cast, string path, Ledger ledger)
        {
            var study = (await cast.Institute.PostAsync("/v1/studies", new
            {
                title = "Asthma in winter", protocol = "Diagnoses of asthma by month.", from = "2026-01-01", until = "2027-01-01", k = 5,
            })).Expect(201).Id;
            if (path.EndsWith("/extracts", StringComparison.Ordinal)) (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval", new { })).Expect(200);
            return study;
        }
    }

    [GeneratedRegex("/(release|result)")]
    private static partial Regex ResultOrRelease();

    [GeneratedRegex("[A-Z]{3}-[0-9A-Z]{11}-[0-9A-Z]")]
    private static partial Regex Identifiers();
}
