using System.Globalization;
using System.Text.Json.Nodes;

namespace HealthLedger.Api.Demo;

/// <summary>
/// The paper's whole story, played over HTTP against this very gateway: registration, consent, consultation, exam, dispensing, and the second
/// dispensing of the controlled item, which the contract refuses.
/// </summary>
sealed class DemoStory(HttpClient http, TextWriter output)
{
    const string PasswordOfAll = "demonstration-only-7304";
    readonly List<DemoActor> cast = [];
    int step;

    public async Task PlayAsync(string regulatorIdentifier, string temporaryPassword)
    {
        var regulator = new DemoActor(http, regulatorIdentifier, "regulator");
        await regulator.EnterAsync(temporaryPassword, PasswordOfAll);
        cast.Add(regulator);
        Tell("The regulator signs in and changes the temporary password", regulator.Identifier);

        var patient = await RegisterAsync(regulator, "patient", new
        {
            @class = "patient", name = "Ana Beatriz Moreira", cpf = "529.982.247-25", cns = "700123456789010", birthDate = "1984-03-17", sex = "female",
        });
        var physician = await RegisterAsync(regulator, "physician", new
        {
            @class = "physician", name = "Rui Tavares", crm = new { number = "123456", uf = "SP" }, specialty = "Pneumology",
        });
        var pharmacy = await RegisterAsync(regulator, "pharmacy", new { @class = "pharmacy", name = "Farmácia da Praça", cnpj = "11.222.333/0001-81" });
        var center = await RegisterAsync(regulator, "diagnostic center", new
        {
            @class = "diagnosticCenter", name = "Laboratório Central", cnpj = "12.ABC.345/01DE-35",
        });

        await ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var history = await physician.GetAsync($"/v1/patients/{patient.Identifier}/records");
        Tell($"The physician reads the history: {history["items"]!.AsArray().Count} records", physician.Identifier);
        var consultation = await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Consultation());
        Tell("The physician records a consultation with two exam requests and two prescriptions, one of a controlled medicine", consultation);
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var common = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
        var controlled = consultation["prescriptions"]![1]!["id"]!.GetValue<string>();

        await ConsentAsync(patient, center, "diagnosis", "exams:serve");
        Tell("The diagnostic center accepts the first exam", await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { }));
        Tell("The diagnostic center enters the result", await center.PostAsync($"/v1/exam-requests/{exam}/result", Result()));

        await ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        Tell("The pharmacy dispenses a part of the common medicine", await DispenseAsync(pharmacy, common, 20));
        Tell("The pharmacy dispenses the controlled medicine", await DispenseAsync(pharmacy, controlled, 30));
        await RefusedAsync(pharmacy, controlled);

        await TellWhatThePatientSeesAsync(patient);
        Accounts();
    }

    async Task<DemoActor> RegisterAsync(DemoActor regulator, string role, object body)
    {
        var registered = await regulator.PostAsync("/v1/entities", body);
        var actor = new DemoActor(http, registered["identifier"]!.GetValue<string>(), role);
        await actor.EnterAsync(registered["temporaryPassword"]!.GetValue<string>(), PasswordOfAll);
        cast.Add(actor);
        Tell($"The regulator registers the {role} {actor.Identifier}", registered);
        return actor;
    }

    async Task ConsentAsync(DemoActor patient, DemoActor grantee, string purpose, params string[] scopes)
    {
        var validUntil = DateTimeOffset.UtcNow.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var consent = await patient.PostAsync(
            $"/v1/patients/{patient.Identifier}/consents", new { grantee = grantee.Identifier, scopes, purpose, validUntil });
        Tell($"The patient authorizes the {grantee.Role}: {string.Join(", ", scopes)}", consent);
    }

    static Task<JsonNode> DispenseAsync(DemoActor pharmacy, string prescription, decimal quantity) =>
        pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity, pharmacist = new { name = "Lia Prado", crf = "CRF-SP 54321" } });

    async Task RefusedAsync(DemoActor pharmacy, string controlled)
    {
        try
        {
            await DispenseAsync(pharmacy, controlled, 30);
        }
        catch (DemoException refused) when (refused.Code == "prescription-exhausted")
        {
            Tell("The pharmacy tries to dispense the controlled medicine again: the contract refuses", refused.Code);
            return;
        }
        throw new InvalidOperationException("The controlled medicine was dispensed twice: this must never happen.");
    }

    async Task TellWhatThePatientSeesAsync(DemoActor patient)
    {
        var records = await CountAsync("records");
        var exams = await CountAsync("exam-requests");
        var prescriptions = await CountAsync("prescriptions");
        var accesses = await CountAsync("access-log");
        Tell($"The patient sees everything: {records} records, {exams} exam requests, {prescriptions} prescriptions, {accesses} accesses", patient.Identifier);

        async Task<int> CountAsync(string list) => (await patient.GetAsync($"/v1/patients/{patient.Identifier}/{list}"))["items"]!.AsArray().Count;
    }

    void Accounts()
    {
        output.WriteLine();
        output.WriteLine("Sign in as any of them in Swagger:");
        foreach (var actor in cast) output.WriteLine($"  {actor.Role,-18} {actor.Identifier}   password {actor.Password}");
        output.WriteLine();
    }

    void Tell(string what, JsonNode answer)
    {
        var ledger = answer["ledger"]!;
        Tell(what, $"{answer["id"] ?? answer["identifier"]}   block {ledger["blockNumber"]}   transaction {ledger["transactionHash"]}");
    }

    void Tell(string what, string detail)
    {
        output.WriteLine($"{++step,3}. {what}");
        output.WriteLine($"     {detail}");
    }

    static object Consultation() => new
    {
        occurredAt = DateTimeOffset.UtcNow,
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" }, new { system = "cid-10", code = "F41.1" } },
        observations = "Wheezing at night for two weeks; anxious, sleeps badly.",
        examRequests = new[]
        {
            new { system = "tuss", code = "40304361", justification = "Rule out an infection." },
            new { system = "tuss", code = "40302318", justification = "Baseline." },
        },
        prescriptions = new object[]
        {
            new
            {
                medicine = new { system = "anvisa", code = "1023504850012" }, quantity = new { value = 60, unit = "tablet" },
                dosage = "One in the morning, one at night", fills = 1, partialAllowed = true,
            },
            new
            {
                medicine = new { system = "dcb", code = "02543" }, quantity = new { value = 30, unit = "tablet" }, dosage = "One at night",
                fills = 1, controlled = true, treatmentDays = 30,
            },
        },
    };

    static object Result() => new
    {
        conclusion = "Within the reference ranges.",
        values = new[] { new { name = "Leukocytes", value = 6.2, unit = "10^3/uL", referenceRange = "4.0 to 11.0", abnormal = false } },
        performedAt = DateTimeOffset.UtcNow,
    };
}
