using System.Text.Json;
using HealthLedger.Chain.Contracts;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Knowing an id, or naming a field that is the ledger's, opens and changes nothing.</summary>
public sealed class AccessFaultTests(SharedGateway shared)
{
    const string Absent = "00000000000000000000000abc";
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Fault_04_anothers_ids_answer_like_absent_ones_and_each_attempt_is_on_the_patients_log()
    {
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var (center, pharmacy) = (await ledger.CenterAsync(), await ledger.PharmacyAsync());
        var consultation = await Ledger.ConsultAsync(patient, physician);
        var consent = await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        var (exam, prescription) = (consultation["examRequests"]![0]!["id"]!.ToString(), consultation["prescriptions"]![1]!["id"]!.ToString());
        var operation = consultation["ledger"]!["operationId"]!.ToString();
        // Each of its class, and none with a consent.
        var (otherPatient, otherPhysician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var (otherCenter, otherPharmacy) = (await ledger.CenterAsync(), await ledger.PharmacyAsync());
        var own = $"/v1/patients/{patient.Identifier}";

        foreach (var stranger in (Account[])[otherPatient, otherPhysician, otherCenter, otherPharmacy, center])
        {
            await AlikeAsync(stranger, "record.read", consultation.Id, id => stranger.GetAsync($"{own}/records/{id}"));
            await AlikeAsync(stranger, "record.verify", consultation.Id, id => stranger.GetAsync($"/v1/records/{id}/verification"));
            await AlikeAsync(stranger, "prescription.read", prescription, id => stranger.GetAsync($"/v1/prescriptions/{id}"));
            await AlikeAsync(stranger, "dispensations.list", prescription, id => stranger.GetAsync($"/v1/prescriptions/{id}/dispensations"));
            await AlikeAsync(stranger, "operation.read", operation, id => stranger.GetAsync($"/v1/operations/{id}"));
        }
        await AlikeAsync(otherPatient, "exam.read", exam, id => otherPatient.GetAsync($"/v1/exam-requests/{id}"));
        await AlikeAsync(otherPatient, "exam.cancel", exam, id => otherPatient.PostAsync($"/v1/exam-requests/{id}/cancellation", new { }));
        await AlikeAsync(otherCenter, "exam.accept", exam, id => otherCenter.PostAsync($"/v1/exam-requests/{id}/acceptance", new { }));
        await AlikeAsync(otherCenter, "exam.result.add", exam, id => otherCenter.PostAsync($"/v1/exam-requests/{id}/result", Bodies.Result()));
        await AlikeAsync(otherPharmacy, "prescription.dispense", prescription, id =>
            otherPharmacy.PostAsync($"/v1/prescriptions/{id}/dispensations", new { quantity = 30 }));
        await AlikeAsync(otherPhysician, "prescription.cancel", prescription, id =>
            otherPhysician.PostAsync($"/v1/prescriptions/{id}/cancellation", new { reason = "x" }));
        await AlikeAsync(otherPhysician, "consultation.amend", consultation.Id, id =>
            otherPhysician.PostAsync($"{own}/consultations/{id}/amendments", new { reason = "x", observations = "y" }));
        await AlikeAsync(otherPatient, "consent.revoke", consent, id => otherPatient.DeleteAsync($"{own}/consents/{id}"));
        foreach (var (action, list) in new[] { ("access-log.read", "access-log"), ("consents.list", "consents") })
            await AlikeAsync(otherPatient, action, patient.Identifier, id => otherPatient.GetAsync($"/v1/patients/{id}/{list}"), "PAT-7K3M9QX2TD4-A");
        // Another's record under one's own name, and another's consent.
        (await otherPatient.GetAsync($"/v1/patients/{otherPatient.Identifier}/records/{consultation.Id}")).Expect(404, "not-found");
        (await otherPatient.DeleteAsync($"/v1/patients/{otherPatient.Identifier}/consents/{consent}")).Expect(404, "not-found");
        foreach (var stranger in (Account[])[otherPatient, otherPhysician, otherCenter, otherPharmacy])
            Assert.Equal(0, await Database.OperationsOfAsync(ledger.Gateway, stranger));

        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await pharmacy.GetAsync($"/v1/operations/{operation}")).Expect(404, "not-found");
        (await physician.GetAsync($"/v1/operations/{operation}")).Expect(200);

        async Task AlikeAsync(Account who, string action, string id, Func<string, Task<Answer>> ask, string absent = Absent)
        {
            Assert.Equal(WithoutTrace((await ask(absent)).Expect(404, "not-found")), WithoutTrace((await ask(id)).Expect(404, "not-found")));
            var newest = (await patient.GetAsync($"{own}/access-log?limit=1")).Expect(200).Items[0]!;
            Assert.Equal($"{who.Identifier} {action} refused", $"{newest["actor"]} {newest["action"]} {newest["outcome"]}");
        }
    }

    [Fact]
    public async Task Fault_05_fields_that_are_the_ledgers_to_fill_are_refused_in_every_body()
    {
        var regulator = await ledger.RegisterAsync(new { @class = "regulator", name = "Second Regulator" });
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var (center, pharmacy) = (await ledger.CenterAsync(), await ledger.PharmacyAsync());
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var own = $"/v1/patients/{patient.Identifier}";
        var exam = $"/v1/exam-requests/{consultation["examRequests"]![0]!["id"]}";
        var prescription = $"/v1/prescriptions/{consultation["prescriptions"]![1]!["id"]}";
        Account[] everybody = [regulator, patient, physician, center, pharmacy];
        var before = await OperationsAsync();

        string[] fields =
        [
            "owner", "role", "nonce", "id", "identifier", "entity", "actor", "author", "ledger", "address", "patient", "subject", "commitment",
            "state", "requestId", "remaining", "confirmed", "suspended", "temporaryPassword", "__proto__",
        ];
        foreach (var field in fields)
        {
            await RefusedAsync(regulator, "/v1/entities", Ledger.Patient(), field);
            await RefusedAsync(patient, $"{own}/consents", Ledger.Consent(pharmacy, "dispensing", "prescriptions:serve"), field);
            await RefusedAsync(physician, $"{own}/consultations", Ledger.Consultation(), field);
            await RefusedAsync(physician, $"{own}/consultations/{consultation.Id}/amendments", new { reason = "x", observations = "y" }, field);
            await RefusedAsync(center, $"{exam}/acceptance", new { reason = "x" }, field);
            await RefusedAsync(center, $"{exam}/result", Bodies.Result(), field);
            await RefusedAsync(pharmacy, $"{prescription}/dispensations", new { quantity = 30 }, field);
            await RefusedAsync(regulator, $"/v1/entities/{patient.Identifier}/suspension", new { reason = "x" }, field);
        }
        await RefusedAsync(physician, $"{own}/consultations", Ledger.Consultation(), "id", "prescriptions");
        await RefusedAsync(physician, $"{own}/consultations", Ledger.Consultation(), "center", "examRequests");
        await RefusedAsync(patient, $"{own}/consents", Ledger.Consent(pharmacy, "dispensing", "prescriptions:serve"), "status");
        await RefusedAsync(regulator, "/v1/entities", Ledger.Patient(), "status");
        (await patient.PutAsync("/v1/me/password", new { currentPassword = patient.Password, newPassword = "another long sentence", version = 1 }))
            .Expect(400, "validation-failed");
        (await patient.SignInAsync()).Expect(200);

        Assert.Equal(before, await OperationsAsync());
        Assert.Equal("active", (await regulator.GetAsync($"/v1/entities/{patient.Identifier}")).Expect(200)["status"]!.ToString());

        async Task<string> OperationsAsync()
        {
            await using var node = await ChainNode.OfAsync(ledger.Gateway);
            var executed = await node.ExecutedAsync();
            var counts = new List<long>();
            foreach (var account in everybody)
            {
                counts.Add(await Database.OperationsOfAsync(ledger.Gateway, account));
                var word = $"{(await Database.EntityOfAsync(ledger.Gateway, account)).ToWord()}";
                counts.Add(executed.Count(one => one.StartsWith(word, StringComparison.Ordinal)));
            }
            return string.Join(' ', counts);
        }
    }

    /// <param name="list">Whose first item gets the field; null: the body itself.</param>
    static async Task RefusedAsync(Account account, string path, object body, string field, string? list = null)
    {
        var node = JsonSerializer.SerializeToNode(body)!;
        (list is null ? node : node[list]![0]!)[field] = "REG-7K3M9QX2TD4-A";
        var answer = (await account.PostAsync(path, node)).Expect(400, "validation-failed");
        Assert.Equal([list is null ? field : $"{list}[0].{field}"], answer["errors"]!.AsObject().Select(error => error.Key));
    }

    static string WithoutTrace(Answer answer)
    {
        var body = answer.Body.DeepClone().AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
