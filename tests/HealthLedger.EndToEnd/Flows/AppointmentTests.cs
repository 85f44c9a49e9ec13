using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>Hospital staff, the physician they work for and the patient, at the hospital's desk.</summary>
public sealed class AppointmentTests(SharedGateway shared)
{
    static readonly DateTimeOffset morning = new(DateTimeOffset.UtcNow.AddDays(2).Date.AddHours(12), TimeSpan.Zero);

    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Staff_schedule_authorize_and_check_in_and_the_consultation_spends_the_appointment_once()
    {
        var (patient, physician, staff) = await DeskAsync();
        var appointment = (await staff.PostAsync("/v1/appointments", Booking(patient, physician))).Expect(201);
        Assert.Equal("scheduled", appointment["status"]!.GetValue<string>());
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var consultations = $"/v1/patients/{patient.Identifier}/consultations";
        (await physician.PostAsync(consultations, Citing(appointment.Id))).Expect(409, "appointment-status-conflict");

        (await staff.PostAsync($"/v1/appointments/{appointment.Id}/authorization", new { @operator = new { name = "Caio Duarte" } })).Expect(200);
        Assert.Equal("checked-in", (await staff.PostAsync($"/v1/appointments/{appointment.Id}/check-in")).Expect(200)["status"]!.GetValue<string>());
        var consultation = (await physician.PostAsync(consultations, Citing(appointment.Id))).Expect(201);
        (await physician.PostAsync(consultations, Citing(appointment.Id))).Expect(409, "appointment-status-conflict");
        (await physician.PostAsync(consultations, Citing("5h0d8f3s6a1g9p2e7b4y0k3m6q"))).Expect(422, "rule-broken");

        foreach (var reader in new[] { patient, physician, staff })
        {
            var seen = (await reader.GetAsync($"/v1/appointments/{appointment.Id}")).Expect(200);
            Assert.Equal(("spent", consultation.Id, "Room 12"), (Text(seen, "status"), Text(seen, "consultation"), Text(seen, "place")));
        }
        Assert.Equal(appointment.Id, Assert.Single((await physician.GetAsync("/v1/me/appointments?status=spent")).Expect(200).Items)!["id"]!.GetValue<string>());
        Assert.Single((await patient.GetAsync($"/v1/patients/{patient.Identifier}/appointments")).Expect(200).Items);
        var log = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/access-log")).Expect(200).Items;
        var authorization = log.Single(entry => Text(entry!, "action") == "appointment.authorize");
        Assert.Equal("Caio Duarte", authorization!["operator"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_is_booked_twice_and_a_cancelled_time_is_free_again()
    {
        var (patient, physician, staff) = await DeskAsync();
        var other = await ledger.PatientAsync();
        await Ledger.ConsentAsync(other, staff, "treatment", "appointments:manage");
        var first = (await staff.PostAsync("/v1/appointments", Booking(patient, physician))).Expect(201);
        (await staff.PostAsync("/v1/appointments", Booking(other, physician, minutesLater: 15))).Expect(409, "already-booked");
        (await patient.PostAsync($"/v1/appointments/{first.Id}/cancellation", new { reason = "Better already." })).Expect(200);
        var second = (await staff.PostAsync("/v1/appointments", Booking(other, physician, minutesLater: 15))).Expect(201);
        (await staff.PostAsync($"/v1/appointments/{second.Id}/no-show")).Expect(409, "appointment-status-conflict");
        (await physician.PostAsync($"/v1/appointments/{second.Id}/cancellation")).Expect(200);
        (await patient.PostAsync($"/v1/appointments/{second.Id}/cancellation")).Expect(404, "not-found");
    }

    [Fact]
    public async Task Staff_without_link_or_consent_see_and_do_nothing()
    {
        var (patient, physician, staff) = await DeskAsync();
        var appointment = (await staff.PostAsync("/v1/appointments", Booking(patient, physician))).Expect(201).Id;
        var stranger = await ledger.StaffAsync();
        await Ledger.ConsentAsync(patient, stranger, "treatment", "appointments:manage");
        (await stranger.PostAsync("/v1/appointments", Booking(patient, physician, minutesLater: 60))).Expect(404, "not-found");
        (await stranger.GetAsync($"/v1/appointments/{appointment}")).Expect(404, "not-found");
        (await stranger.PostAsync($"/v1/appointments/{appointment}/authorization")).Expect(404, "not-found");
        Assert.Empty((await stranger.GetAsync("/v1/me/appointments")).Expect(200).Items);

        foreach (var path in new[] { "records", "exam-requests", "prescriptions" })
            (await staff.GetAsync($"/v1/patients/{patient.Identifier}/{path}")).Expect(404, "not-found");
        (await physician.DeleteAsync($"/v1/me/links/{staff.Identifier}")).Expect(200);
        (await staff.GetAsync($"/v1/appointments/{appointment}")).Expect(404, "not-found");
        (await staff.PostAsync($"/v1/appointments/{appointment}/authorization")).Expect(404, "not-found");
        Assert.Empty((await staff.GetAsync("/v1/me/links")).Expect(200).Items);
    }

    [Theory]
    [InlineData(2, 30, "startsAt")]
    [InlineData(0, 0, "endsAt")]
    [InlineData(0, 725, "endsAt")]
    public async Task Times_off_the_grid_or_too_long_are_told_by_field(int startMinute, int endMinute, string field)
    {
        var (patient, physician, staff) = await DeskAsync();
        var refused = (await staff.PostAsync("/v1/appointments", new
        {
            patient = patient.Identifier, physician = physician.Identifier, place = "Room 12",
            startsAt = morning.AddMinutes(startMinute), endsAt = morning.AddMinutes(endMinute),
        })).Expect(422, "rule-broken");
        Assert.NotNull(refused["errors"]![field]);
    }

    [Fact]
    public async Task What_staff_draft_the_physician_signs_off_and_staff_see_it_no_longer()
    {
        var (patient, physician, staff) = await DeskAsync();
        var drafts = $"/v1/patients/{patient.Identifier}/consultation-drafts";
        var body = new { physician = physician.Identifier, consultation = Ledger.Consultation() };
        (await staff.PostAsync(drafts, body)).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var draft = (await staff.PostAsync(drafts, body, key: "draft-once")).Expect(201);
        Assert.Equal(draft.Id, (await staff.PostAsync(drafts, body, key: "draft-once")).Expect(201).Id);
        (await staff.PostAsync(drafts, new { physician = physician.Identifier, consultation = Citing(draft.Id) }, key: "draft-once"))
            .Expect(422, "idempotency-key-reused");
        Assert.Empty((await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items);
        Assert.Equal("Wheezing at night.", (await staff.GetAsync($"/v1/consultation-drafts/{draft.Id}")).Expect(200)["consultation"]!["observations"]!.GetValue<string>());
        (await (await ledger.StaffAsync()).GetAsync($"/v1/consultation-drafts/{draft.Id}")).Expect(404, "not-found");

        var signed = (await physician.PostAsync($"/v1/consultation-drafts/{draft.Id}/sign-off", new { })).Expect(201);
        Assert.Equal(2, signed["prescriptions"]!.AsArray().Count);
        (await physician.PostAsync($"/v1/consultation-drafts/{draft.Id}/sign-off", new { })).Expect(409, "draft-not-open");
        // The ledger takes it once though the store forgets that it was signed.
        await Database.ChangeAsync(ledger.Gateway, $"""UPDATE "ConsultationDrafts" SET "SignedBy" = NULL WHERE "Id" = '{draft.Id}'""");
        (await physician.PostAsync($"/v1/consultation-drafts/{draft.Id}/sign-off", new { })).Expect(409, "ledger-conflict");
        await Database.ChangeAsync(
            ledger.Gateway, $"""UPDATE "ConsultationDrafts" SET "SignedBy" = '{signed["ledger"]!["operationId"]}' WHERE "Id" = '{draft.Id}'""");
        var record = Assert.Single((await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items)!;
        Assert.Equal((signed.Id, physician.Identifier), (Text(record, "id"), Text(record, "author")));
        var seen = (await staff.GetAsync($"/v1/consultation-drafts/{draft.Id}")).Expect(200);
        Assert.Equal("signed", Text(seen, "status"));
        Assert.Null(seen["consultation"]);

        var second = (await staff.PostAsync(drafts, body)).Expect(201);
        (await physician.DeleteAsync($"/v1/me/links/{staff.Identifier}")).Expect(200);
        Assert.Null((await staff.GetAsync($"/v1/consultation-drafts/{second.Id}")).Expect(200)["consultation"]);
        (await physician.DeleteAsync($"/v1/consultation-drafts/{second.Id}")).Expect(200);
        (await physician.PostAsync($"/v1/consultation-drafts/{second.Id}/sign-off", new { })).Expect(409, "draft-not-open");
        Assert.Equal(2, (await physician.GetAsync("/v1/me/consultation-drafts")).Expect(200).Items.Count);
    }

    async Task<(Account Patient, Account Physician, Account Staff)> DeskAsync()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var staff = await ledger.StaffAsync();
        (await physician.PostAsync("/v1/me/links", new { staff = staff.Identifier })).Expect(200);
        await Ledger.ConsentAsync(patient, staff, "treatment", "appointments:manage");
        return (patient, physician, staff);
    }

    static object Booking(Account patient, Account physician, int minutesLater = 0) => new
    {
        patient = patient.Identifier, physician = physician.Identifier, place = "Room 12",
        startsAt = morning.AddMinutes(minutesLater), endsAt = morning.AddMinutes(minutesLater + 30),
    };

    static object Citing(string appointment) => new
    {
        occurredAt = DateTimeOffset.UtcNow.AddMinutes(-1), diagnoses = new[] { new { system = "cid-10", code = "J45.0" } }, appointment,
    };

    static string Text(Answer answer, string name) => answer[name]!.GetValue<string>();

    static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
