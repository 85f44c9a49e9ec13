using HealthLedger.Chain.Contracts;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>A key that is gone, damaged or another's signs nothing, and stands in nobody else's way.</summary>
public sealed class KeyFaultTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Fault_25_keys_taken_away_while_the_gateway_runs_stop_nothing_and_the_next_start_names_what_is_missing()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var (keys, aside) = (Path.Combine(gateway.DataDirectory, "keys"), Path.Combine(gateway.DataDirectory, "keys-aside"));
        Directory.Move(keys, aside);
        // Key files are read at the start; an entity whose key was never used before signs with it now.
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var (path, key) = ($"/v1/patients/{patient.Identifier}/consents", Guid.NewGuid().ToString());
        var body = Ledger.Consent(physician, "treatment", "records:read");
        var granted = (await patient.PostAsync(path, body, key)).Expect(201);
        await gateway.StopAsync();

        Directory.Move(aside, keys);
        (string File, string? Content)[] faults =
        [
            ("master.json", null), ("relayer.json", null), ("secret.json", "\"AAAA\""),
            ("token-signing.pem", "-----BEGIN"), ("token-encryption.key", "AAAA"),
        ];
        foreach (var (file, content) in faults)
        {
            var (inPlace, elsewhere) = (Path.Combine(keys, file), Path.Combine(gateway.DataDirectory, file));
            File.Move(inPlace, elsewhere);
            if (content is not null) await File.WriteAllTextAsync(inPlace, content, TestContext.Current.CancellationToken);
            var before = gateway.Errors.Length;
            Assert.NotEqual(0, await gateway.RunToEndAsync());
            var sentence = Assert.Single(gateway.Errors[before..].Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains(file, sentence, StringComparison.Ordinal);
            File.Move(elsewhere, inPlace, overwrite: true);
        }

        await gateway.StartAsync();
        Assert.Equal(granted.Text, (await patient.PostAsync(path, body, key)).Expect(201).Text);
        (await patient.PostAsync(path, body)).Expect(201);
    }

    [Fact]
    public async Task Fault_25_a_tampered_entity_key_stops_its_own_entity_alone()
    {
        var physician = await ledger.PhysicianAsync();
        var (damaged, exchanged) = (await ledger.PatientAsync(), await ledger.PatientAsync());
        var (renamed, whole) = (await ledger.PatientAsync(), await ledger.PatientAsync());
        // A byte of the sealed key; another patient's sealed key; another address for it.
        await TamperAsync(damaged, "Sealed = substr(Sealed, 1, length(Sealed) - 1) || x'00'");
        var another = await Database.EntityOfAsync(ledger.Gateway, whole);
        await TamperAsync(exchanged, $"Sealed = (SELECT Sealed FROM EntityKeys WHERE Entity = '{another}')");
        await TamperAsync(renamed, "Address = '0x' || hex(randomblob(20))");

        await using var node = await ChainNode.OfAsync(ledger.Gateway);
        foreach (var patient in (Account[])[damaged, exchanged, renamed])
        {
            (await GrantAsync(patient)).Expect(409, "needs-operator");
            var entity = await Database.EntityOfAsync(ledger.Gateway, patient);
            var operation = await Database.TextAsync(ledger.Gateway, $"""SELECT "Id" FROM "Operations" WHERE "Actor" = '{entity}'""");
            Assert.Equal("failed", (await patient.GetAsync($"/v1/operations/{operation}")).Expect(200)["state"]!.GetValue<string>());
            (await ledger.Regulator.GetAsync($"/v1/ledger/attention/{operation}?reason=Tampered%20with")).Expect(200);
            Assert.DoesNotContain(await node.ExecutedAsync(), one => one.StartsWith($"{entity.ToWord()}", StringComparison.Ordinal));
        }
        // Neither anybody else nor what others say about the entity waits.
        (await GrantAsync(whole)).Expect(201);
        (await ledger.Regulator.PostAsync($"/v1/entities/{damaged.Identifier}/suspension", new { reason = "Its key is damaged." })).Expect(200);

        Task<Answer> GrantAsync(Account patient) =>
            patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(physician, "treatment", "records:read"));

        async Task TamperAsync(Account patient, string change) => Assert.Equal(1, await Database.ChangeAsync(
            ledger.Gateway, $"""UPDATE "EntityKeys" SET {change} WHERE "Entity" = '{await Database.EntityOfAsync(ledger.Gateway, patient)}'"""));
    }

    [Fact]
    public async Task Fault_25_an_edited_or_moved_reason_in_the_access_log_is_noticed_and_never_shown()
    {
        string[] changes =
        [
            "substr(SealedReason, 1, length(SealedReason) - 1) || x'00'", "(SELECT SealedReason FROM Entries WHERE {0} ORDER BY Sequence LIMIT 1)",
        ];
        foreach (var change in changes)
        {
            var patient = await ledger.PatientAsync();
            foreach (var reason in (string[])["An%20audit", "A%20complaint"])
                (await ledger.Regulator.GetAsync($"/v1/patients/{patient.Identifier}/records?reason={reason}")).Expect(200);
            var log = $"/v1/patients/{patient.Identifier}/access-log";
            var entries = (await patient.GetAsync(log)).Expect(200).Items;
            Assert.Equal(["A complaint", "An audit"], entries.Select(entry => entry!["reason"]!.GetValue<string>()));

            var own = $"Patient = '{await Database.EntityOfAsync(ledger.Gateway, patient)}'";
            var edit = change.Replace("{0}", own, StringComparison.Ordinal);
            var newest = $"Sequence = (SELECT max(Sequence) FROM Entries WHERE {own})";
            Assert.Equal(1, await Database.ChangeAsync(ledger.Gateway, $"UPDATE Entries SET SealedReason = {edit} WHERE {newest}", inAccessLog: true));
            (await patient.GetAsync(log)).Expect(500, "unexpected");
        }
    }
}
