using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>Yesterday's database on today's chain: what the hospital asks again is found on the ledger, and what was said comes back.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task Todays_requests_asked_again_on_yesterdays_database_are_what_they_were_and_happen_once()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var day = await Day.BeginAsync(await Ledger.OpenAsync(gateway));
        using var backup = await Backup.TakeAsync(gateway);

        var answers = new Dictionary<KeyedRequest, Answer>();
        foreach (var request in await day.PlayAsync()) answers[request] = request.First!;
        var onTheChain = await ExecutedAsync(gateway);
        await backup.PutBackAsync();

        await AnotherBodyIsRefusedAsync(day);
        // In whatever order: the last comes first.
        foreach (var (request, before) in answers.Reverse())
        {
            var again = await request.SendAsync();
            Assert.True(Same(before, again), $"{request}\n{before.Status} {before.Text}\n{again.Status} {again.Text}");
        }
        foreach (var request in answers.Keys) Assert.True(Same(answers[request], await request.SendAsync()), $"{request} for the third time");

        Assert.Equal(onTheChain, await ExecutedAsync(gateway));
        foreach (var id in day.Records)
        {
            var verified = (await day.Patient.GetAsync($"/v1/records/{id}/verification")).Expect(200);
            Assert.True(verified["matches"]!.GetValue<bool>(), verified.Text);
        }
        var log = (await day.Patient.GetAsync($"/v1/patients/{day.Patient.Identifier}/access-log?limit=200")).Expect(200).Items;
        var added = log.Where(entry => entry!["action"]!.GetValue<string>() == "consultation.add").ToList();
        Assert.Equal(day.Consultations, added.Count);
        Assert.All(added, entry => Assert.Equal("treatment", entry!["purpose"]!.GetValue<string>()));

        // And the day goes on, behind nonces that the store never saw.
        var next = await Ledger.ConsultAsync(day.Patient, day.Physician);
        Assert.Equal(onTheChain.Count + 2, (await ExecutedAsync(gateway)).Count);
        Assert.True((await day.Patient.GetAsync($"/v1/records/{next.Id}/verification"))["matches"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Who_was_registered_since_is_on_the_operators_list_and_may_be_registered_anew()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var person = Ledger.Patient();
        var (key, rotation) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var pharmacy = await ledger.PharmacyAsync();
        Assert.Empty((await ledger.Regulator.GetAsync("/v1/ledger/attention")).Expect(200).Items);
        using var backup = await Backup.TakeAsync(gateway);
        var registered = (await ledger.Regulator.PostAsync("/v1/entities", person, key)).Expect(201);
        (await pharmacy.PostAsync($"/v1/entities/{pharmacy.Identifier}/key-rotation", key: rotation)).Expect(200);
        await backup.PutBackAsync();

        (await ledger.Regulator.PostAsync("/v1/entities", person, key)).Expect(409, "entity-key-lost");
        (await pharmacy.PostAsync($"/v1/entities/{pharmacy.Identifier}/key-rotation", key: rotation)).Expect(409, "entity-key-lost");

        var listed = (await ledger.Regulator.GetAsync("/v1/ledger/attention")).Expect(200).Items;
        Assert.All(listed, item => Assert.Equal("entity-key-missing", item!["kind"]!.GetValue<string>()));
        Assert.Equal(["patient", "pharmacy"], listed.Select(item => item!["class"]!.GetValue<string>()));
        Assert.Equal(pharmacy.Identifier, listed[1]!["entity"]!.GetValue<string>());
        (await ledger.Regulator.GetAsync($"/v1/entities/{registered["identifier"]}")).Expect(404);
        (await pharmacy.GetAsync("/v1/ledger/attention")).Expect(403, "forbidden");

        var anew = (await ledger.Regulator.PostAsync("/v1/entities", person)).Expect(201);
        var (identifier, password) = (anew["identifier"]!.GetValue<string>(), anew["temporaryPassword"]!.GetValue<string>());
        var patient = await new Account(gateway.Http, identifier, password).EnterAsync();
        await Ledger.ConsultAsync(patient, await ledger.PhysicianAsync());
    }

    // Before it is claimed: whoever says something else under the key gets nothing, and takes nothing.
    static async Task AnotherBodyIsRefusedAsync(Day day)
    {
        var changed = day.Said!.Body!.DeepClone();
        changed["observations"] = "Something else.";
        (await (day.Said with { Body = changed }).SendAsync()).Expect(422, "idempotency-key-reused");
        var others = day.Granted!.Body!.DeepClone();
        others["purpose"] = "monitoring";
        (await (day.Granted with { Body = others }).SendAsync()).Expect(422, "idempotency-key-reused");
        (await (day.Said with { Body = new JsonObject() }).SendAsync()).Expect(400, "validation-failed");
    }

    static bool Same(Answer one, Answer other)
    {
        foreach (var answer in (Answer[])[one, other]) answer.Body.AsObject().Remove("traceId");
        return one.Status == other.Status && JsonNode.DeepEquals(one.Body, other.Body);
    }

    static async Task<IReadOnlyList<string>> ExecutedAsync(GatewayProcess gateway)
    {
        await using var node = await ChainNode.OfAsync(gateway);
        var executed = await node.ExecutedAsync();
        Assert.Equal(executed.Count, executed.Distinct(StringComparer.Ordinal).Count());
        return executed;
    }
}
