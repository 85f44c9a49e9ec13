using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>Starting again in order: nothing is begun anew.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_second_start_continues_with_the_same_contracts_entities_and_tokens()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var first = await Ledger.ConsultAsync(patient, physician);
        var counted = (await ledger.Regulator.GetAsync("/v1/ledger/statistics")).Expect(200);
        var (hashes, contract) = await OnTheChainAsync(gateway, first);

        await gateway.StopAsync();
        await gateway.StartAsync();

        // The token is the one from before.
        var second = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(201);
        var records = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items;
        Assert.Equal([second.Id, first.Id], records.Select(record => record!["id"]!.GetValue<string>()));
        var recounted = (await ledger.Regulator.GetAsync("/v1/ledger/statistics")).Expect(200);
        foreach (var entityClass in (string[])["regulator", "patient", "physician", "pharmacy"])
            Assert.Equal(counted[entityClass]!.GetValue<long>(), recounted[entityClass]!.GetValue<long>());
        var (later, sameContract) = await OnTheChainAsync(gateway, second);
        Assert.Equal(contract, sameContract);
        Assert.Equal(hashes, later.Take(hashes.Count));
    }

    [Fact]
    public async Task The_regulators_password_file_is_written_once_and_goes_with_the_password()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var file = Path.Combine(gateway.DataDirectory, "bootstrap-regulator.json");
        var content = File.ReadAllText(file);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        await gateway.StopAsync();
        await gateway.StartAsync();
        Assert.Equal(content, File.ReadAllText(file));

        _ = await Ledger.OpenAsync(gateway);
        Assert.False(File.Exists(file));
        await gateway.StopAsync();
        await gateway.StartAsync();
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("gone")]
    public async Task A_spoilt_state_of_the_chain_is_replayed_to_the_same_blocks(string how)
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var first = await Ledger.ConsultAsync(patient, physician);
        var (hashes, contract) = await OnTheChainAsync(gateway, first);
        await gateway.StopAsync();

        var state = Path.Combine(gateway.DataDirectory, "chain.json");
        if (how == "gone") File.Delete(state);
        else File.WriteAllBytes(state, File.ReadAllBytes(state)[..1000]);
        await gateway.StartAsync();

        var verified = (await patient.GetAsync($"/v1/records/{first.Id}/verification")).Expect(200);
        Assert.True(verified["matches"]!.GetValue<bool>(), verified.Text);
        var second = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(201);
        var (later, sameContract) = await OnTheChainAsync(gateway, second);
        Assert.Equal(contract, sameContract);
        Assert.Equal(hashes, later.Take(hashes.Count));
    }

    /// <summary>All block hashes, and the contract that took the write.</summary>
    static async Task<(IReadOnlyList<string> Hashes, string Contract)> OnTheChainAsync(GatewayProcess gateway, Answer write)
    {
        await using var node = await ChainNode.OfAsync(gateway);
        var transaction = write["ledger"]!["transactionHash"]!.GetValue<string>();
        Assert.Equal(write["ledger"]!["blockNumber"]!.GetValue<long>(), await node.BlockOfAsync(transaction));
        return (await node.BlockHashesAsync(), await node.CalledByAsync(transaction));
    }
}
