using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>What the gateway's lists say, held against the log of a run in which everything is settled.</summary>
sealed class ReadModel(Hospital hospital, IReadOnlyCollection<AskedWrite> log)
{
    const int Verified = 3;

    /// <summary>What the access log calls them, and how many of them the hospital began with.</summary>
    static readonly (Act Act, string Action, int AtFirst)[] actions =
        [(Act.Consult, "consultation.add", 1), (Act.Amend, "consultation.amend", 0), (Act.Dispense, "prescription.dispense", 0)];

    readonly Dictionary<string, HashSet<string>> atFirst = [];

    /// <summary>Remembers what the lists hold before anything is in the log.</summary>
    public async Task BeginAsync()
    {
        foreach (var list in Lists()) atFirst[list.Path] = [.. (await list.Reader.AllAsync(list.Path)).Select(item => IdOf(item, list.Id))];
    }

    public async Task AgreesAsync(Random dice)
    {
        foreach (var list in Lists()) await AgreesAsync(list);
        foreach (var patient in hospital.Patients)
        {
            await DispensedAsync(patient);
            await LoggedAsync(patient);
        }
        await EntitiesAsync();
        var records = log.Where(write => write.Succeeded && write.Act is Act.Consult or Act.Dispense).ToArray();
        foreach (var write in dice.GetItems(records, Math.Min(Verified, records.Length)))
        {
            var verified = (await write.About!.GetAsync($"/v1/records/{write.Told!.Id}/verification")).Expect(200);
            Assert.True(verified["matches"]!.GetValue<bool>(), $"{write}: {verified.Text}");
        }
    }

    IEnumerable<(Account Reader, string Path, string Id, Func<AskedWrite, bool> Holds)> Lists()
    {
        yield return (hospital.Ledger.Regulator, "/v1/entities?class=patient", "identifier", write => write.Act == Act.Register);
        foreach (var patient in hospital.Patients)
        {
            var path = $"/v1/patients/{patient.Identifier}";
            yield return (patient, $"{path}/consents", "id", write => write.Act == Act.Consent && write.About == patient);
            yield return (patient, $"{path}/records", "id", write => write.Act is Act.Consult or Act.Amend or Act.Dispense && write.About == patient);
            yield return (patient, hospital.DispensationsOf(patient), "id", write => write.Act == Act.Dispense && write.About == patient);
        }
    }

    async Task AgreesAsync((Account Reader, string Path, string Id, Func<AskedWrite, bool> Holds) list)
    {
        var items = (await list.Reader.AllAsync(list.Path)).Where(item => !atFirst[list.Path].Contains(IdOf(item, list.Id))).ToList();
        var told = log.Where(write => write.Succeeded && list.Holds(write)).ToDictionary(write => IdOf(write.Told!.Body, list.Id));
        Assert.Equal(told.Keys.Order(StringComparer.Ordinal), items.Select(item => IdOf(item, list.Id)).Order(StringComparer.Ordinal));
        var revoked = log.Where(write => write.Succeeded && write.Act == Act.Revoke).Select(write => write.Told!.Id).ToHashSet();
        foreach (var item in items)
        {
            var write = told[IdOf(item, list.Id)];
            foreach (var place in item["ledger"] is null ? [] : (string[])["transactionHash", "blockNumber"])
                Assert.True(JsonNode.DeepEquals(item["ledger"]![place], write.Told!["ledger"]![place]), $"{write}: {item} but {write.Told.Text}");
            if (write.Act == Act.Consent) Assert.Equal(revoked.Contains(write.Told!.Id) ? "revoked" : "active", item["status"]!.GetValue<string>());
        }
    }

    async Task DispensedAsync(Account patient)
    {
        var prescription = (await patient.GetAsync($"/v1/prescriptions/{hospital.Prescriptions[patient]}")).Expect(200);
        var dispensed = log.Where(write => write.Succeeded && write.Act == Act.Dispense && write.About == patient)
            .Sum(write => write.Told!["quantity"]!.GetValue<decimal>());
        Assert.Equal(dispensed, prescription["dispensed"]!.GetValue<decimal>());
        Assert.Equal(Hospital.Prescribed - dispensed, prescription["remaining"]!.GetValue<decimal>());
    }

    // Each operation is on the patient's access log once, refused by the ledger or not.
    async Task LoggedAsync(Account patient)
    {
        var entries = await patient.AllAsync($"/v1/patients/{patient.Identifier}/access-log");
        foreach (var (act, action, before) in actions)
            Assert.Equal(
                before + log.Count(write => write.Told is not null && write.Act == act && write.About == patient),
                entries.Count(entry => entry["outcome"]!.GetValue<string>() == "allowed" && entry["action"]!.GetValue<string>() == action));
    }

    async Task EntitiesAsync()
    {
        var statistics = (await hospital.Ledger.Regulator.GetAsync("/v1/ledger/statistics")).Expect(200);
        var registered = log.Count(write => write.Succeeded && write.Act == Act.Register);
        Assert.Equal(hospital.Patients.Count + registered, statistics["patient"]!.GetValue<long>());

        var suspended = log.Sum(write => !write.Succeeded ? 0 : write.Act == Act.Suspend ? 1 : write.Act == Act.Reactivate ? -1 : 0);
        var inspected = (await hospital.Ledger.Regulator.GetAsync($"/v1/entities/{hospital.Inspected.Identifier}")).Expect(200);
        Assert.Equal(suspended == 1 ? "suspended" : "active", inspected["status"]!.GetValue<string>());

        foreach (var rotations in log.Where(write => write.Succeeded && write.Act == Act.Rotate).GroupBy(write => write.About!))
        {
            var last = rotations.MaxBy(write => write.Seen!.Block)!;
            var entity = (await hospital.Ledger.Regulator.GetAsync($"/v1/entities/{rotations.Key.Identifier}")).Expect(200);
            Assert.Equal(last.Told!["address"]!.GetValue<string>(), entity["address"]!.GetValue<string>());
        }
    }

    static string IdOf(JsonNode item, string name) => item[name]!.GetValue<string>();
}
