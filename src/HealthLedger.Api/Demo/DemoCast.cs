using System.Text.Json.Nodes;

namespace HealthLedger.Api.Demo;

/// <summary>Everybody in the demo: one of each of the paper's eight classes, registered by the regulator and signed in.</summary>
sealed class DemoCast(HttpClient http, DemoScript script)
{
    const string PasswordOfAll = "demonstration-only-7304";

    /// <summary>The sample patient's, by which the pharmacy finds her.</summary>
    public const string Cpf = "529.982.247-25";

    readonly List<DemoActor> all = [];

    public DemoActor Regulator { get; private set; } = null!;
    public DemoActor Patient { get; private set; } = null!;
    public DemoActor Physician { get; private set; } = null!;
    public DemoActor Pharmacy { get; private set; } = null!;
    public DemoActor Center { get; private set; } = null!;
    public DemoActor Staff { get; private set; } = null!;
    public DemoActor Insurer { get; private set; } = null!;
    public DemoActor Institute { get; private set; } = null!;

    public async Task EnterAsync(string regulatorIdentifier, string temporaryPassword)
    {
        Regulator = new DemoActor(http, regulatorIdentifier, "regulator");
        await Regulator.EnterAsync(temporaryPassword, PasswordOfAll);
        all.Add(Regulator);
        script.Tell("The regulator signs in and changes the temporary password", regulatorIdentifier);

        Patient = await RegisterAsync("patient", new
        {
            @class = "patient", name = "Ana Beatriz Moreira", cpf = Cpf, cns = "700123456789010", birthDate = "1984-03-17", sex = "female",
        });
        Physician = await RegisterAsync("physician", new
        {
            @class = "physician", name = "Rui Tavares", crm = new { number = "123456", uf = "SP" }, specialty = "Pneumology",
        });
        Pharmacy = await RegisterAsync("pharmacy", new { @class = "pharmacy", name = "Farmácia da Praça", cnpj = "11.222.333/0001-81" });
        Center = await RegisterAsync("diagnostic center", new { @class = "diagnosticCenter", name = "Laboratório Central", cnpj = "12.ABC.345/01DE-35" });
        Staff = await RegisterAsync("hospital staff", new { @class = "hospitalStaff", name = "Recepção do ambulatório 3" });
        Insurer = await RegisterAsync("insurer", new { @class = "insuranceCompany", name = "Saúde Mútua", cnpj = "11.222.333/0001-81" });
        Institute = await RegisterAsync("research institute", new { @class = "researchInstitute", name = "Instituto do Pulmão", cnpj = "11.222.333/0001-81" });
    }

    /// <summary>How to sign in as each of them.</summary>
    public IEnumerable<string> Accounts() => all.Select(actor => $"{actor.Role,-18} {actor.Identifier}   password {actor.Password}");

    async Task<DemoActor> RegisterAsync(string role, object body)
    {
        var registered = await Regulator.PostAsync("/v1/entities", body);
        var actor = new DemoActor(http, registered["identifier"]!.GetValue<string>(), role);
        await actor.EnterAsync(registered["temporaryPassword"]!.GetValue<string>(), PasswordOfAll);
        all.Add(actor);
        script.Tell($"The regulator registers the {role} {actor.Identifier}", registered);
        return actor;
    }
}

/// <summary>What is printed: numbered steps, each with what it left behind.</summary>
sealed class DemoScript(TextWriter output)
{
    int step;

    /// <summary>A step that the ledger confirmed.</summary>
    public void Tell(string what, JsonNode answer)
    {
        var ledger = answer["ledger"]!;
        Tell(what, $"{answer["id"] ?? answer["identifier"] ?? answer["staff"]}   block {ledger["blockNumber"]}   transaction {ledger["transactionHash"]}");
    }

    public void Tell(string what, string detail)
    {
        output.WriteLine($"{++step,3}. {what}");
        output.WriteLine($"     {detail}");
    }

    public void Close(IEnumerable<string> accounts)
    {
        output.WriteLine();
        output.WriteLine("Sign in as any of them in Swagger:");
        foreach (var account in accounts) output.WriteLine($"  {account}");
        output.WriteLine();
    }
}
