using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HealthLedger.Chain.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>The embedded node lives and ends with the gateway, and there is never a second one on its data.</summary>
public sealed class NodeLifeTests
{
    [Fact]
    public async Task An_orderly_stop_ends_the_node()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var node = gateway.NodeId();
        Assert.True(Processes.IsNode(node));

        await gateway.StopAsync();
        Assert.False(Processes.IsNode(node));
        Assert.True(File.Exists(Path.Combine(gateway.DataDirectory, "chain.json")));
    }

    [Fact]
    public async Task A_gateway_that_was_killed_alone_finds_its_node_again()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var node = gateway.NodeId();

        await gateway.KillAsync(withNode: false);
        Assert.True(Processes.IsNode(node));
        await gateway.StartAsync();

        Assert.Equal(node, gateway.NodeId());
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient())).Expect(201);
        await gateway.StopAsync();
        Assert.False(Processes.IsNode(node));
    }

    [Fact]
    public async Task A_node_that_was_killed_under_a_running_gateway_is_replaced_and_holds_the_same_blocks()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var before = await HashesAsync(gateway);
        var node = gateway.NodeId();

        await gateway.KillNodeAsync();
        // Accepted at once or after a while: what is answered 503 was not accepted, and may be asked again.
        Answer? answer = null;
        var key = Guid.NewGuid().ToString();
        var body = Ledger.Patient();
        await Eventually.IsTrueAsync(
            async () => (answer = await ledger.Regulator.PostAsync("/v1/entities", body, key)).Status == 201, () => answer?.Text ?? "");

        Assert.NotEqual(node, gateway.NodeId());
        Assert.Equal(before, (await HashesAsync(gateway)).Take(before.Count));
        Assert.Empty(Directory.GetFiles(gateway.DataDirectory, "chain.json.*.old"));
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_data_is_told_to_go_elsewhere_and_the_first_goes_on()
    {
        await using var first = await new GatewayProcess().StartAsync();
        await using var second = new GatewayProcess(dataDirectory: first.DataDirectory);

        Assert.NotEqual(0, await second.RunToEndAsync());
        var sentence = Assert.Single(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(first.DataDirectory, sentence, StringComparison.Ordinal);
        Assert.Contains("HealthLedger:DataDirectory", sentence, StringComparison.Ordinal);

        Assert.True(Processes.IsNode(first.NodeId()));
        var ledger = await Ledger.OpenAsync(first);
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient())).Expect(201);
    }

    [Fact]
    public async Task A_node_that_nobody_collects_is_seen_to_have_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only here an ended process stays until its parent has looked.");
        // Its parent becomes a program that never looks for children, as the first process of a container often is.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true })!;
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        var record = Path.GetTempFileName();
        try
        {
            using var process = Process.GetProcessById(child);
            File.WriteAllText(record, JsonSerializer.Serialize(new { pid = child, port = 1, startedAt = process.StartTime.ToUniversalTime() }));
            using var adopted = AnvilProcess.Adopt(record);
            Assert.False(adopted!.HasExited);

            Processes.Kill(child);
            await Eventually.IsTrueAsync(() => adopted.HasExited, () => "It counts as running.");
            await adopted.StopAsync();
        }
        finally
        {
            parent.Kill();
            File.Delete(record);
        }
    }

    static async Task<IReadOnlyList<string>> HashesAsync(GatewayProcess gateway)
    {
        await using var node = await ChainNode.OfAsync(gateway);
        return await node.BlockHashesAsync();
    }
}
