using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>A lost regulator's password does not end the system.</summary>
public sealed partial class LostPasswordTests
{
    [Fact]
    public async Task Whoever_has_the_data_gives_the_regulator_a_new_first_password_while_the_gateway_is_stopped()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var lost = ledger.Regulator;
        await using var command = new GatewayProcess(dataDirectory: gateway.DataDirectory);
        Assert.NotEqual(0, await command.RunToEndAsync("--reset-credential", lost.Identifier));
        Assert.Contains("HealthLedger:DataDirectory", command.Output, StringComparison.Ordinal);

        await gateway.StopAsync();
        Assert.True(await command.RunToEndAsync("--reset-credential", lost.Identifier) == 0, command.Output);
        await gateway.StartAsync();

        (await lost.GetAsync("/v1/me")).Expect(401, "unauthorized");
        Assert.Equal(400, (await lost.SignInAsync()).Status);
        var password = Assert.Single(TemporaryPasswords().Matches(command.Output)).Value;
        var found = await new Account(gateway.Http, lost.Identifier, password).EnterAsync();
        (await found.PostAsync("/v1/entities", Ledger.Patient())).Expect(201);
    }

    [Fact]
    public async Task Nobody_is_reset_where_there_is_no_ledger()
    {
        await using var command = new GatewayProcess();

        Assert.NotEqual(0, await command.RunToEndAsync("--reset-credential", "PAT-7K3M9QX2TD4-A"));
        Assert.Single(command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.EnumerateFileSystemEntries(command.DataDirectory));
    }

    [GeneratedRegex("[0-9A-Z]{5}(-[0-9A-Z]{5}){4}")]
    private static partial Regex TemporaryPasswords();
}
