using System.Globalization;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>What looks like an identifier, a document, a code or a key and is another text is none.</summary>
public sealed class IdentifierFaultTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Fault_11_an_identifier_that_only_looks_like_one_names_nobody()
    {
        var (patient, staff) = (await ledger.PatientAsync(), await ledger.RegisterAsync(new { @class = "hospitalStaff", name = "Nara Lopes" }));
        (await new Account(ledger.Gateway.Http, $" {staff.Identifier.ToLowerInvariant()} ", staff.Password).SignInAsync()).Expect(200);
        foreach (var alike in LookAlikes(staff.Identifier).Append(staff.Identifier.Replace('S', '\u017f')))
        {
            // With the right password: were it taken for the entity's, it would open.
            var signIn = await new Account(ledger.Gateway.Http, alike, staff.Password).SignInAsync();
            Assert.Equal((400, "invalid_grant"), (signIn.Status, signIn["error"]?.GetValue<string>()));
            (await ledger.Regulator.GetAsync($"/v1/entities/{Uri.EscapeDataString(alike)}")).Expect(400, "identifier-invalid");
            (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", new
            {
                grantee = alike, scopes = new[] { "appointments:manage" }, purpose = "treatment", validUntil = "2040-01-01",
            })).Expect(400, "identifier-invalid");
        }

        // Ids of the ledger have one spelling.
        var operation = $"{(await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient())).Expect(201)["ledger"]!["operationId"]}";
        foreach (var alike in (string[])[.. LookAlikes(operation), operation.ToUpperInvariant() + " ", $" {operation}", operation[1..] + "o"])
            (await ledger.Regulator.GetAsync($"/v1/operations/{Uri.EscapeDataString(alike)}")).Expect(400, "identifier-invalid");
    }

    [Fact]
    public async Task Fault_11_documents_codes_words_and_keys_are_taken_in_plain_symbols_only()
    {
        var cpf = Ledger.Cpf();
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(cpf: cpf))).Expect(201);
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(cpf: $"{cpf[..3]}.{cpf[3..6]}.{cpf[6..9]}-{cpf[9..]}")))
            .Expect(409, "entity-already-registered");
        foreach (var alike in LookAlikes(cpf).Append(InDigitsOf('\u0660', cpf)).Append(InDigitsOf('\u0966', cpf)))
            Names("cpf", await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(cpf: alike)));
        foreach (var number in LookAlikes("123456").Append(InDigitsOf('\u0660', "123456")))
            Names("crm", await ledger.Regulator.PostAsync("/v1/entities", new { @class = "physician", name = "A", crm = new { number, uf = "SP" } }));
        foreach (var entityClass in LookAlikes("hospitalStaff").Append("HospitalStaff"))
            Names("class", await ledger.Regulator.PostAsync("/v1/entities", new { @class = entityClass, name = "A" }));

        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        foreach (var code in LookAlikes("J45.0").Append("\u040845.0"))
            Assert.Contains((await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", new
            {
                occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system = "cid-10", code } },
            })).Code, new[] { "validation-failed", "rule-broken" });
        foreach (var scope in LookAlikes("records:read"))
            Names("scopes", await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(physician, "treatment", scope)));

        // One letter composed and decomposed, as the bytes that two clients send: neither is a key.
        foreach (var key in (string[])["cl\u00c3\u00a9", "cle\u00cc\u0081", "cl\u00e9", "a\u00e2\u0080\u008bb"])
            Assert.Equal([400], RawHttp.StatusesIn(await RawHttp.AskAsync(ledger.Gateway,
                $"POST /v1/entities HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer {ledger.Regulator.Token}\r\n"
                + $"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}")));

        // A name is free text: kept as it was said.
        foreach (var name in (string[])["Jo\u00e3o", "Joa\u0303o"])
        {
            var registered = (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(name))).Expect(201)["identifier"];
            Assert.Equal(name, (await ledger.Regulator.GetAsync($"/v1/entities/{registered}")).Expect(200)["name"]!.GetValue<string>());
        }

        static void Names(string field, Answer answer) =>
            Assert.Contains(answer.Expect(400, "validation-failed")["errors"]!.AsObject(), error => error.Key.Split('.', '[')[0] == field);
    }

    static IEnumerable<string> LookAlikes(string text)
    {
        foreach (var hidden in (char[])['\u200b', '\u200d', '\u00ad', '\ufeff', '\u200f', '\u202e', '\u0301'])
        {
            yield return text[..3] + hidden + text[3..];
            yield return text + hidden;
            yield return hidden + text;
            // Of the same length.
            yield return text[..^1] + hidden;
        }
        foreach (var space in (char[])['\u00a0', '\u2003', '\u3000', '\u0085']) yield return space + text + space;
        // Full-width; another alphabet's letters; another dash.
        yield return string.Concat(text.Select(symbol => symbol is > ' ' and <= '~' ? (char)(symbol + 0xfee0) : symbol));
        yield return InDigitsOf('\uff10', text) is var digits && digits != text ? digits : text + '\uff10';
        if (Foreign(text) is var foreign && foreign != text) yield return foreign;
        if (text.Contains('-', StringComparison.Ordinal)) yield return text.Replace('-', '\u2010');
    }

    static string Foreign(string text)
    {
        const string latin = "AaTHeops", cyrillic = "\u0410\u0430\u0422\u041d\u0435\u043e\u0440\u0455";
        return string.Concat(text.Select(symbol => latin.IndexOf(symbol, StringComparison.Ordinal) is >= 0 and var at ? cyrillic[at] : symbol));
    }

    static string InDigitsOf(char zero, string text) => string.Concat(text.Select(symbol => char.IsAsciiDigit(symbol)
        ? ((char)(zero + symbol - '0')).ToString(CultureInfo.InvariantCulture) : symbol.ToString(CultureInfo.InvariantCulture)));
}
