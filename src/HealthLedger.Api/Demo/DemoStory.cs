using System.Globalization;
using System.Text.Json.Nodes;

namespace HealthLedger.Api.Demo;

/// <summary>
/// The paper's whole story, played over HTTP against this very gateway by one of each class: an appointment, its consultation, an exam that the
/// insurer authorizes, a medicine at a counter for a patient without a device, a second dispensing that the contract refuses, and a study.
/// </summary>
sealed class DemoStory
{
    static readonly object till = new { name = "Lia Prado", register = "CRF-SP 54321" };

    readonly DemoScript script;
    readonly DemoCast cast;

    public DemoStory(HttpClient http, TextWriter output) => cast = new DemoCast(http, script = new DemoScript(output));

    string OfPatient => $"/v1/patients/{cast.Patient.Identifier}";

    public async Task PlayAsync(string regulatorIdentifier, string temporaryPassword)
    {
        await cast.EnterAsync(regulatorIdentifier, temporaryPassword);
        var appointment = await ArrangeAsync();
        await ConsentAsync(cast.Insurer, "coverage", "coverage:authorize");
        var consultation = await ConsultAsync(appointment);
        await ExamineAsync(IdOf(consultation["examRequests"]![0]!));
        await DispenseAtTheCounterAsync(IdOf(consultation["prescriptions"]![0]!), IdOf(consultation["prescriptions"]![1]!));
        await StudyAsync();
        await LookBackAsync();
        script.Close(cast.Accounts());
    }

    async Task<string> ArrangeAsync()
    {
        script.Tell("The physician links the hospital staff", await cast.Physician.PostAsync("/v1/me/links", new { staff = cast.Staff.Identifier }));
        await ConsentAsync(cast.Staff, "treatment", "appointments:manage");
        var slot = TimeSpan.FromMinutes(5).Ticks;
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / slot * slot, TimeSpan.Zero);
        var appointment = await cast.Staff.PostAsync("/v1/appointments", new
        {
            patient = cast.Patient.Identifier, physician = cast.Physician.Identifier, startsAt = start, endsAt = start.AddMinutes(30), place = "Ambulatory 3, room 12",
        });
        script.Tell("The hospital staff schedule an appointment", appointment);
        var path = $"/v1/appointments/{IdOf(appointment)}";
        script.Tell("The hospital staff authorize it", await cast.Staff.PostAsync($"{path}/authorization", new { }));
        script.Tell("The patient is checked in", await cast.Staff.PostAsync($"{path}/check-in", new { }));
        return IdOf(appointment);
    }

    async Task<JsonNode> ConsultAsync(string appointment)
    {
        await ConsentAsync(cast.Physician, "treatment", "records:read", "records:write", "exams:read");
        var history = await cast.Physician.GetAsync($"{OfPatient}/records");
        script.Tell($"The physician reads the history: {history["items"]!.AsArray().Count} records", cast.Physician.Identifier);
        var consultation = await cast.Physician.PostAsync($"{OfPatient}/consultations", DemoBodies.Consultation(appointment));
        script.Tell("The physician holds the appointment: a consultation with two exam requests and two prescriptions, one of a controlled medicine", consultation);
        return consultation;
    }

    async Task ExamineAsync(string exam)
    {
        await ConsentAsync(cast.Center, "diagnosis", "exams:serve");
        await RefusedAsync(
            "The diagnostic center tries to accept the exam before the insurer has answered: the contract refuses", "authorization-needed",
            () => cast.Center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { }));
        var due = (await cast.Insurer.GetAsync($"/v1/exam-requests/{exam}/authorization"))["authorization"]!;
        script.Tell("The insurer sees the requested item, and until when it answers", $"{due["dueAt"]} by {due["norm"]}");
        script.Tell("The insurer authorizes the exam", await cast.Insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "authorized" }));
        script.Tell("The diagnostic center accepts the exam", await cast.Center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { }));
        script.Tell("The diagnostic center enters the result", await cast.Center.PostAsync($"/v1/exam-requests/{exam}/result", DemoBodies.Result()));
    }

    async Task DispenseAtTheCounterAsync(string common, string controlled)
    {
        var sheet = await cast.Regulator.PostAsync($"{OfPatient}/consent-codes", new { count = 1 });
        script.Tell("The registration desk prints a one-time code for the patient, who has no device", sheet["codes"]![0]!.GetValue<string>());
        var found = await cast.Pharmacy.PostAsync("/v1/patients/lookup", new { cpf = DemoCast.Cpf, @operator = till });
        script.Tell("The pharmacy finds the patient by her CPF", found["identifier"]!.GetValue<string>());
        string[] scopes = ["prescriptions:serve"];
        var asked = await cast.Pharmacy.PostAsync(
            $"{OfPatient}/consent-requests", new { scopes, purpose = "dispensing", validUntil = InAYear(), @operator = till });
        script.Tell("The pharmacy asks for consent", IdOf(asked));
        script.Tell("The patient reads out the code, and the pharmacy's terminal approves with it", await cast.Pharmacy.PostAsync(
            $"/v1/consent-requests/{IdOf(asked)}/approval", new { code = sheet["codes"]![0]!.GetValue<string>(), @operator = till }));
        script.Tell("The pharmacy dispenses a part of the common medicine", await DispenseAsync(common, 20, "1023504850012"));
        await RefusedAsync(
            "The pharmacy tries to dispense the controlled medicine without its lots and buyer: the law does not let it", "rule-broken",
            () => cast.Pharmacy.PostAsync($"/v1/prescriptions/{controlled}/dispensations", new { quantity = 30, @operator = till }));
        script.Tell("The pharmacy dispenses the controlled medicine", await DispenseAsync(controlled, 30, "1023500120034"));
        await RefusedAsync(
            "The pharmacy tries to dispense the controlled medicine again: the contract refuses", "prescription-exhausted",
            () => DispenseAsync(controlled, 30, "1023500120034"));
    }

    async Task StudyAsync()
    {
        var study = await cast.Institute.PostAsync("/v1/studies", DemoBodies.Study());
        script.Tell("The research institute registers a study", study);
        var path = $"/v1/studies/{IdOf(study)}";
        script.Tell("The regulator approves the study", await cast.Regulator.PostAsync($"{path}/approval", new { }));
        string[] scopes = ["records:read"];
        script.Tell("The patient joins the study", await cast.Patient.PostAsync(
            $"{OfPatient}/consents", new { grantee = cast.Institute.Identifier, scopes, purpose = "research", validUntil = InAYear(), resource = IdOf(study) }));
        await RefusedAsync(
            "The institute asks for an extract: one patient alone would be known in it, and nothing is handed out", "extract-too-small",
            () => cast.Institute.PostAsync($"{path}/extracts", new { }));
    }

    async Task LookBackAsync()
    {
        var (records, exams, prescriptions) = (await CountAsync("records"), await CountAsync("exam-requests"), await CountAsync("prescriptions"));
        var (appointments, accesses) = (await CountAsync("appointments"), await CountAsync("access-log"));
        script.Tell(
            $"The patient sees everything: {records} records, {exams} exam requests, {prescriptions} prescriptions, {appointments} appointments, {accesses} accesses",
            cast.Patient.Identifier);

        async Task<int> CountAsync(string list) => (await cast.Patient.GetAsync($"{OfPatient}/{list}"))["items"]!.AsArray().Count;
    }

    async Task ConsentAsync(DemoActor grantee, string purpose, params string[] scopes)
    {
        var consent = await cast.Patient.PostAsync(
            $"{OfPatient}/consents", new { grantee = grantee.Identifier, scopes, purpose, validUntil = InAYear() });
        script.Tell($"The patient authorizes the {grantee.Role}: {string.Join(", ", scopes)}", consent);
    }

    Task<JsonNode> DispenseAsync(string prescription, decimal quantity, string product) =>
        cast.Pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", DemoBodies.Dispensation(quantity, product, till));

    async Task RefusedAsync(string what, string code, Func<Task<JsonNode>> attempt)
    {
        try
        {
            await attempt();
        }
        catch (DemoException refused) when (refused.Code == code)
        {
            script.Tell(what, code);
            return;
        }
        throw new InvalidOperationException($"{what}: it did not.");
    }

    static string IdOf(JsonNode answer) => answer["id"]!.GetValue<string>();

    static string InAYear() => DateTimeOffset.UtcNow.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
