using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>Prescription law over HTTP: what a consultation's items come to, what is refused, what is dispensed and what is reported.</summary>
public sealed class RecipeTests(SharedGateway shared)
{
    const string Register = "1023504850012";
    static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");

    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task One_consultation_yields_a_document_for_each_type_and_no_more_items_than_it_allows()
    {
        var (patient, physician, _) = await PeopleAsync();
        var added = (await ConsultAsync(
            patient, physician, Item("Clonazepam"), Item("Fluoxetina"), Item("Sertralina"), Item("Haloperidol"), Item("Quetiapina"), Item("Amoxicilina", partial: true),
            Item("Losartana"), Item("Tramadol", form: "capsule", milligrams: 50), Ledger.Item(30, controlled: true))).Expect(201);
        var ids = added["prescriptions"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToList();

        var documents = added["recipes"]!.AsArray().Select(document =>
            $"{document!["type"]} {string.Join(',', document["prescriptions"]!.AsArray().Select(id => ids.IndexOf(id!.GetValue<string>())))}");
        Assert.Equal(["NRB 0", "RCE 1,2,3", "RCE 4,7", "RET-antimicrobial 5", "common 6", "unclassified 8"], documents);
        Assert.Equal("Portaria SVS/MS 344/1998, arts. 45 and 46", added["recipes"]![0]!["norm"]!.GetValue<string>());
        Assert.Equal(EndOf(30), added["recipes"]![0]!["validUntil"]!.GetValue<DateTimeOffset>());
        Assert.Null(added["recipes"]![5]!["validUntil"]);

        var item = (await patient.GetAsync($"/v1/prescriptions/{ids[0]}")).Expect(200);
        Assert.Equal(("NRB", true, EndOf(30)), (Text(item.Body, "recipe"), item["controlled"]!.GetValue<bool>(), item["validUntil"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(EndOf(10), (await patient.GetAsync($"/v1/prescriptions/{ids[5]}")).Expect(200)["validUntil"]!.GetValue<DateTimeOffset>());
        Assert.Null((await patient.GetAsync($"/v1/prescriptions/{ids[8]}")).Expect(200)["recipe"]);

        var read = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/consultations/{added.Id}/recipes")).Expect(200).Items;
        Assert.Equal(documents.Select(document => document.Split(' ')[0]), read.Select(document => Text(document!, "type")));
        Assert.Equal(
            (patient.Identifier, physician.Identifier, "SP", Today()),
            (Text(read[0]!, "patient"), Text(read[0]!["prescriber"]!, "identifier"), Text(read[0]!["prescriber"]!["crm"]!, "uf"), Text(read[0]!, "date")));
        Assert.Equal(ids[1..4], read[1]!["items"]!.AsArray().Select(one => Text(one!, "id")));
        Assert.Equal("Fluoxetina", Text(read[1]!["items"]![0]!, "substance"));
    }

    [Fact]
    public async Task The_documents_are_for_the_patient_and_its_readers_and_each_look_is_logged()
    {
        var (patient, physician, pharmacy) = await PeopleAsync();
        var added = (await ConsultAsync(patient, physician, Item("Clonazepam"))).Expect(201);
        var path = $"/v1/patients/{patient.Identifier}/consultations/{added.Id}/recipes";

        (await pharmacy.GetAsync(path)).Expect(404);
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:read");
        (await pharmacy.GetAsync(path)).Expect(200);
        (await patient.GetAsync($"/v1/patients/{patient.Identifier}/consultations/{added["prescriptions"]![0]!["id"]}/recipes")).Expect(404);
        (await ledger.Regulator.GetAsync(path)).Expect(400, "reason-required");

        var log = await patient.AllAsync($"/v1/patients/{patient.Identifier}/access-log");
        Assert.Contains(log, row => Text(row, "action") == "recipes.list" && Text(row, "actor") == pharmacy.Identifier && Text(row, "outcome") == "refused");
        Assert.Contains(log, row => Text(row, "action") == "recipes.list" && Text(row, "actor") == pharmacy.Identifier && Text(row, "outcome") == "allowed");
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_with_its_norm_and_leaves_nothing_behind()
    {
        var (patient, physician, _) = await PeopleAsync();
        var refused = (await ConsultAsync(
            patient, physician, Item("Clonazepam", validUntil: Today(31)), Item("Clonazepam", controlled: false), Item("Morfina", days: 31), Item("Heroína"), Item("Tramadol"),
            Item("Difenoxilato"))).Expect(422, "rule-broken");

        var norms = new Dictionary<string, string>
        {
            ["prescriptions[0].validUntil"] = "Portaria SVS/MS 344/1998, arts. 45 and 46", ["prescriptions[1].controlled"] = "lista B1",
            ["prescriptions[2].treatmentDays"] = "Portaria SVS/MS 344/1998, arts. 41 and 43", ["prescriptions[3].substance"] = "lista F1",
            ["prescriptions[4].presentation.form"] = "lista A2, addendum 3", ["prescriptions[5].recipeType"] = "a human must decide",
        };
        var errors = refused["errors"]!.AsObject();
        Assert.Equal(norms.Keys.Order(), errors.Select(error => error.Key).Order());
        foreach (var (field, norm) in norms) Assert.Contains(norm, errors[field]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items);

        (await ConsultAsync(patient, physician, Item("Clonazepam", form: "pill"))).Expect(400, "validation-failed");
        (await ConsultAsync(patient, physician, Item("Difenoxilato", recipeType: "NRA"))).Expect(201);
    }

    [Fact]
    public async Task A_kept_recipe_is_dispensed_with_everything_the_law_writes_down()
    {
        var (patient, physician, pharmacy) = await PeopleAsync();
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve", "prescriptions:read");
        var added = (await ConsultAsync(patient, physician, Item("Clonazepam"), Item("Amoxicilina", partial: true), Ledger.Item(30, controlled: true))).Expect(201);
        var paths = added["prescriptions"]!.AsArray().Select(item => $"/v1/prescriptions/{item!["id"]}/dispensations").ToList();

        var refused = (await pharmacy.PostAsync(paths[0], new { quantity = 30 })).Expect(422, "rule-broken");
        Assert.Equal(
            ["buyer.document", "buyer.name", "lots", "notification", "product"], refused["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.All(refused["errors"]!.AsObject(), error => Assert.Contains("Portaria SVS/MS 344/1998", error.Value![0]!.GetValue<string>(), StringComparison.Ordinal));
        var boxless = (await pharmacy.PostAsync(paths[0], Sale(30, boxes: null, register: "102350485"))).Expect(422);
        Assert.Equal(["lots[0].boxes", "product"], boxless["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        (await pharmacy.PostAsync(paths[0], Sale(10))).Expect(409, "part-not-allowed");
        (await pharmacy.PostAsync(paths[0], Sale(30))).Expect(201);

        // An antimicrobial's may be partial, and names no buyer; what only the physician called controlled goes as before.
        (await pharmacy.PostAsync(paths[1], new { quantity = 10 })).Expect(422);
        (await pharmacy.PostAsync(paths[1], new { quantity = 10, product = new { system = "anvisa", code = Register }, lots = new[] { new { lot = "A1", quantity = 10, boxes = 1 } } }))
            .Expect(201);
        (await pharmacy.PostAsync(paths[2], new { quantity = 30 })).Expect(201);
    }

    [Fact]
    public async Task A_pharmacy_reports_what_it_sold_on_kept_recipes_and_each_patient_sees_that()
    {
        var (patient, physician, pharmacy) = await PeopleAsync();
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve", "prescriptions:read");
        var added = (await ConsultAsync(
            patient, physician, Item("Clonazepam", notification: "B-000123"), Item("Fluoxetina"), Item("Losartana"), Item("Diazepam"))).Expect(201);
        var paths = added["prescriptions"]!.AsArray().Select(item => $"/v1/prescriptions/{item!["id"]}/dispensations").ToList();
        (await pharmacy.PostAsync(paths[0], Sale(30, notification: null))).Expect(201);
        (await pharmacy.PostAsync(paths[1], Sale(30, notification: null))).Expect(201);
        (await pharmacy.PostAsync(paths[2], Sale(30, notification: null))).Expect(201);
        var undone = (await pharmacy.PostAsync(paths[3], Sale(30))).Expect(201).Id;
        (await pharmacy.PostAsync($"/v1/dispensations/{undone}/reversal", new { reason = "Wrong till." })).Expect(200);

        var answer = (await pharmacy.GetAsync($"/v1/me/sngpc?from={Today(-6)}&until={Today()}")).Expect(200);
        var report = XDocument.Parse(answer.Text).Root!;
        XNamespace sngpc = "urn:sngpc-schema";
        Assert.Equal(sngpc + "mensagemSNGPC", report.Name);
        Assert.Equal(["11222333000181", "", Today(-6), Today()], report.Element(sngpc + "cabecalho")!.Elements().Select(element => element.Value));
        var sales = report.Descendants(sngpc + "saidaMedicamentoVendaAoConsumidor").ToList();
        Assert.Equal(["2", "1"], sales.Select(sale => sale.Element(sngpc + "tipoReceituarioMedicamento")!.Value));
        Assert.Equal(
            ["tipoReceituarioMedicamento", "numeroNotificacaoMedicamento", "dataPrescricaoMedicamento", "prescritorMedicamento", "usoMedicamento", "compradorMedicamento",
                "medicamentoVenda", "dataVendaMedicamento"],
            sales[0].Elements().Select(element => element.Name.LocalName));
        Assert.Equal(("B-000123", Today(), Today()), (Value("numeroNotificacaoMedicamento"), Value("dataPrescricaoMedicamento"), Value("dataVendaMedicamento")));
        Assert.Equal(("Rui Tavares", "CRM", "SP"), (Value("nomePrescritor"), Value("conselhoProfissional"), Value("UFConselho")));
        Assert.Equal(("José <Lima> & Filhos", "12345678"), (Value("nomeComprador"), Value("numeroDocumento")));
        Assert.Equal((Register, "L1", "2"), (Value("registroMSMedicamento"), Value("numeroLoteMedicamento"), Value("quantidadeMedicamento")));

        Assert.Contains(await patient.AllAsync($"/v1/patients/{patient.Identifier}/access-log"), row => Text(row, "action") == "sngpc.report");
        (await pharmacy.GetAsync($"/v1/me/sngpc?from={Today(-7)}&until={Today()}")).Expect(400, "validation-failed");
        (await pharmacy.GetAsync($"/v1/me/sngpc?from={Today()}&until={Today(-1)}")).Expect(400, "validation-failed");
        (await pharmacy.GetAsync("/v1/me/sngpc")).Expect(400, "validation-failed");
        (await pharmacy.GetAsync("/v1/me/sngpc?from=yesterday&until=today")).Expect(400);
        (await patient.GetAsync($"/v1/me/sngpc?from={Today()}&until={Today()}")).Expect(403, "forbidden");
        var another = (await (await ledger.PharmacyAsync()).GetAsync($"/v1/me/sngpc?from={Today()}&until={Today()}")).Expect(200);
        Assert.Empty(XDocument.Parse(another.Text).Descendants(sngpc + "saidaMedicamentoVendaAoConsumidor"));

        string Value(string element) => sales[0].Descendants(sngpc + element).Single().Value;
    }

    async Task<(Account Patient, Account Physician, Account Pharmacy)> PeopleAsync()
    {
        var people = (Patient: await ledger.PatientAsync(), Physician: await ledger.PhysicianAsync(), Pharmacy: await ledger.PharmacyAsync());
        await Ledger.ConsentAsync(people.Patient, people.Physician, "treatment", "records:write");
        return people;
    }

    static Task<Answer> ConsultAsync(Account patient, Account physician, params object[] prescriptions) => physician.PostAsync(
        $"/v1/patients/{patient.Identifier}/consultations",
        new { occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system = "cid-10", code = "J45" } }, prescriptions });

    static JsonObject Item(
        string substance, int days = 30, string? validUntil = null, bool? controlled = null, string? form = null, int? milligrams = null, bool? partial = null,
        string? notification = null, string? recipeType = null)
    {
        var item = new JsonObject
        {
            ["medicine"] = new JsonObject { ["system"] = "dcb", ["code"] = "02543" }, ["quantity"] = new JsonObject { ["value"] = 30, ["unit"] = "tablet" },
            ["dosage"] = "One at night", ["fills"] = 1, ["treatmentDays"] = days, ["substance"] = substance,
        };
        if (validUntil is not null) item["validUntil"] = validUntil;
        if (controlled is not null) item["controlled"] = controlled;
        if (partial is not null) item["partialAllowed"] = partial;
        if (notification is not null) item["notification"] = notification;
        if (recipeType is not null) item["recipeType"] = recipeType;
        if (form is not null) item["presentation"] = new JsonObject { ["form"] = form };
        if (milligrams is not null) item["presentation"]!["strength"] = new JsonObject { ["value"] = milligrams, ["unit"] = "mg" };
        return item;
    }

    static JsonObject Sale(int quantity, int? boxes = 2, string register = Register, string? notification = "B-000456")
    {
        var lot = new JsonObject { ["lot"] = "L1", ["quantity"] = quantity };
        if (boxes is not null) lot["boxes"] = boxes;
        var sale = new JsonObject
        {
            ["quantity"] = quantity, ["product"] = new JsonObject { ["system"] = "anvisa", ["code"] = register }, ["lots"] = new JsonArray(lot),
            ["buyer"] = new JsonObject { ["name"] = "José <Lima> & Filhos", ["document"] = "12345678", ["documentType"] = 2, ["issuer"] = "SSP", ["uf"] = "SP" },
        };
        if (notification is not null) sale["notification"] = notification;
        return sale;
    }

    static string? Text(JsonNode node, string field) => node[field]?.GetValue<string>();

    static string Today(int days = 0) => Day(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static DateOnly Day(int days) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, zone).DateTime).AddDays(days);

    static DateTimeOffset EndOf(int days)
    {
        var end = Day(days).ToDateTime(new TimeOnly(23, 59, 59));
        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }
}
