using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>Who writes in the crash matrix, and what: each write is dealt by chance from what the earlier ones made.</summary>
sealed class Hospital
{
    /// <summary>So much is prescribed to each patient that small parts of it never exhaust it.</summary>
    public const int Prescribed = 900_000;

    readonly Lock gate = new();
    readonly List<(Account Patient, string Id)> consents = [], consultations = [];

    public required Ledger Ledger { get; init; }
    public required IReadOnlyList<Account> Patients { get; init; }
    public required Account Physician { get; init; }

    /// <summary>The last of them is suspended and reactivated now and then.</summary>
    public required IReadOnlyList<Account> Pharmacies { get; init; }

    /// <summary>By patient.</summary>
    public Dictionary<Account, string> Prescriptions { get; } = [];

    public Account Inspected => Pharmacies[^1];

    public IEnumerable<Account> People => [Ledger.Regulator, .. Patients, Physician, .. Pharmacies];

    public static async Task<Hospital> OpenAsync(GatewayProcess gateway)
    {
        var ledger = await Ledger.OpenAsync(gateway);
        var patients = Task.WhenAll(ledger.PatientAsync(), ledger.PatientAsync());
        var pharmacies = Task.WhenAll(ledger.PharmacyAsync(), ledger.PharmacyAsync());
        var physician = await ledger.PhysicianAsync();
        var hospital = new Hospital { Ledger = ledger, Patients = await patients, Physician = physician, Pharmacies = await pharmacies };
        foreach (var patient in hospital.Patients)
        {
            await Ledger.ConsentAsync(patient, hospital.Physician, "treatment", "records:read", "records:write");
            foreach (var pharmacy in hospital.Pharmacies) await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
            var consultation = (await hospital.Physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Consultation())).Expect(201);
            hospital.Prescriptions[patient] = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
            hospital.consultations.Add((patient, consultation.Id));
        }
        return hospital;
    }

    public AskedWrite Next(Random dice, string key)
    {
        var patient = Any(Patients, dice);
        var pharmacy = Any(Pharmacies, dice);
        return dice.Next(100) switch
        {
            < 30 => Post(Act.Dispense, pharmacy, patient, DispensationsOf(patient), new { quantity = Quantity(dice) }),
            < 50 => Post(Act.Consent, patient, patient, Of(patient, "consents"), Ledger.Consent(pharmacy, "dispensing", "prescriptions:serve")),
            < 60 when Any(consents, dice) is { Patient: { } owner } given => Delete(Act.Revoke, owner, owner, $"{Of(owner, "consents")}/{given.Id}"),
            < 70 => Post(Act.Consult, Physician, patient, Of(patient, "consultations"), Consultation()),
            < 80 when Any(consultations, dice) is var (whose, id) =>
                Post(Act.Amend, Physician, whose, $"{Of(whose, "consultations")}/{id}/amendments", new { reason = "Seen.", observations = key }),
            < 87 => Post(Act.Register, Ledger.Regulator, null, "/v1/entities", Ledger.Patient()),
            < 91 => Post(Act.Suspend, Ledger.Regulator, Inspected, $"{Of(Inspected)}/suspension", new { reason = "An inspection." }),
            < 95 => Delete(Act.Reactivate, Ledger.Regulator, Inspected, $"{Of(Inspected)}/suspension"),
            _ => Rotation(Any([Physician, .. Patients, .. Pharmacies], dice)),
        };

        AskedWrite Post(Act act, Account actor, Account? about, string path, object? body) =>
            new(act, actor, about, HttpMethod.Post, path, body, key, dice.Next(6) == 0 ? "respond-async" : null);

        AskedWrite Delete(Act act, Account actor, Account about, string path) => new(act, actor, about, HttpMethod.Delete, path, null, key, null);

        AskedWrite Rotation(Account whose) =>
            Post(Act.Rotate, dice.Next(2) == 0 ? whose : Ledger.Regulator, whose, $"{Of(whose)}/key-rotation", null);
    }

    /// <summary>What a write made may be revoked or amended from now on.</summary>
    public void Learn(AskedWrite write)
    {
        if (!write.Succeeded || write.Act is not (Act.Consent or Act.Consult)) return;
        lock (gate) (write.Act == Act.Consent ? consents : consultations).Add((write.About!, write.Told!.Id));
    }

    public string DispensationsOf(Account patient) => $"/v1/prescriptions/{Prescriptions[patient]}/dispensations";

    static string Of(Account patient, string what) => $"/v1/patients/{patient.Identifier}/{what}";

    static string Of(Account entity) => $"/v1/entities/{entity.Identifier}";

    // Now and then more than there is: the ledger's refusal has to survive as well.
    static decimal Quantity(Random dice) => dice.Next(8) == 0 ? Prescribed + 100_000 : dice.Next(1, 5);

    static object Consultation() => new
    {
        occurredAt = DateTimeOffset.UtcNow.AddMinutes(-1), observations = "Long treatment.",
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" } },
        examRequests = new[] { new { system = "tuss", code = "40304361", justification = "Rule out an infection." } },
        prescriptions = new[] { Ledger.Item(Prescribed, partialAllowed: true) },
    };

    static Account Any(IReadOnlyList<Account> from, Random dice) => from[dice.Next(from.Count)];

    (Account Patient, string Id) Any(List<(Account Patient, string Id)> from, Random dice)
    {
        lock (gate) return from.Count == 0 ? default : from[dice.Next(from.Count)];
    }
}
