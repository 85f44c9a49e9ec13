using System.Globalization;

namespace HealthLedger.EndToEnd.Support;

/// <summary>A running gateway with its regulator signed in, and the acts that most tests begin with.</summary>
public sealed class Ledger(GatewayProcess gateway, Account regulator)
{
    static int people;

    public GatewayProcess Gateway => gateway;

    public Account Regulator => regulator;

    public static async Task<Ledger> OpenAsync(GatewayProcess gateway)
    {
        var (identifier, password) = gateway.Bootstrap();
        return new Ledger(gateway, await new Account(gateway.Http, identifier, password).EnterAsync());
    }

    public Task<Account> PatientAsync(string? name = null) => RegisterAsync(Patient(name));

    public Task<Account> PhysicianAsync() => RegisterAsync(new
    {
        @class = "physician", name = "Rui Tavares", crm = new { number = Next().ToString(CultureInfo.InvariantCulture), uf = "SP" }, specialty = "Pneumology",
    });

    public Task<Account> PharmacyAsync() => RegisterAsync(new { @class = "pharmacy", name = "Farmácia da Praça", cnpj = "11.222.333/0001-81" });

    public Task<Account> CenterAsync() =>
        RegisterAsync(new { @class = "diagnosticCenter", name = "Laboratório Central", cnpj = "11.222.333/0001-81" });

    public Task<Account> StaffAsync() => RegisterAsync(new { @class = "hospitalStaff", name = "Recepção do ambulatório 3" });

    public Task<Account> InsurerAsync() =>
        RegisterAsync(new { @class = "insuranceCompany", name = "Saúde Mútua", cnpj = "11.222.333/0001-81" });

    public Task<Account> InstituteAsync() =>
        RegisterAsync(new { @class = "researchInstitute", name = "Instituto do Pulmão", cnpj = "11.222.333/0001-81" });

    public async Task<Account> RegisterAsync(object body)
    {
        var answer = (await Regulator.PostAsync("/v1/entities", body)).Expect(201);
        return await new Account(
            gateway.Http, answer["identifier"]!.GetValue<string>(), answer["temporaryPassword"]!.GetValue<string>()).EnterAsync();
    }

    /// <summary>The body of a patient's registration, with a CPF nobody else has.</summary>
    public static object Patient(string? name = null, string? cpf = null) => new
    {
        @class = "patient", name = name ?? "Ana Beatriz Moreira", cpf = cpf ?? Cpf(), birthDate = "1984-03-17", sex = "female",
    };

    /// <summary>The patient's consent to the grantee; its id.</summary>
    public static async Task<string> ConsentAsync(Account patient, Account grantee, string purpose, params string[] scopes) =>
        (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", Consent(grantee, purpose, scopes))).Expect(201).Id;

    public static object Consent(Account grantee, string purpose, params string[] scopes) => new
    {
        grantee = grantee.Identifier, scopes, purpose, validUntil = DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>A consultation with its consent: physician authorized, one common and one controlled medicine, two exams.</summary>
    public static async Task<Answer> ConsultAsync(Account patient, Account physician)
    {
        await ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        return (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Consultation())).Expect(201);
    }

    public static object Consultation() => new
    {
        occurredAt = DateTimeOffset.UtcNow.AddMinutes(-1),
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" } },
        observations = "Wheezing at night.",
        examRequests = new[]
        {
            new { system = "tuss", code = "40304361", justification = "Rule out an infection." },
            new { system = "tuss", code = "40302318", justification = "Baseline." },
        },
        prescriptions = new object[] { Item(60, fills: 2), Item(30, controlled: true) },
    };

    public static object Item(decimal quantity, int fills = 1, bool? partialAllowed = null, bool controlled = false) => new
    {
        medicine = new { system = "dcb", code = "02543" }, quantity = new { value = quantity, unit = "tablet" }, dosage = "One at night", fills,
        controlled, partialAllowed = partialAllowed ?? false,
    };

    /// <summary>A CPF with right check digits that no other test uses.</summary>
    public static string Cpf()
    {
        var body = (100_000_000 + Next()).ToString(CultureInfo.InvariantCulture);
        body += Check(body, 10);
        return body + Check(body, 11);

        static int Check(string digits, int weight)
        {
            var rest = digits.Select((digit, index) => (digit - '0') * (weight - index)).Sum() % 11;
            return rest < 2 ? 0 : 11 - rest;
        }
    }

    /// <summary>A provisional CNS, which is one when its weighted digits come out as a multiple of 11.</summary>
    public static string Cns()
    {
        while (true)
        {
            var number = $"7{Random.Shared.NextInt64(100_000_000_000_000):D14}";
            if (number.Select((digit, index) => (digit - '0') * (15 - index)).Sum() % 11 == 0) return number;
        }
    }

    static int Next() => Interlocked.Increment(ref people) + Random.Shared.Next(1, 800_000) * 1000;
}
