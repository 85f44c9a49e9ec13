using System.Diagnostics;
using HealthLedger.EndToEnd.Support;
using Microsoft.Data.Sqlite;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Fault 23: the disk is full, the database busy, the file system read-only, the log of the database torn.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task Fault_23_on_a_full_disk_nothing_is_accepted_or_shown_nothing_is_lost_and_the_gateway_goes_on_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 96);
        await using var gateway = await disk.NewGateway().StartAsync();
        var ward = await Ward.OpenAsync(gateway);
        var started = gateway.Id;
        // Under way while the disk fills: accepted, sent or in a block, whatever it comes to.
        for (var i = 0; i < 10; i++) await ward.AskAsync(prefer: "respond-async");
        disk.Fill();
        await ward.IsRefusedAsync();

        disk.Free();
        await ward.GoesOnAsync();
        Assert.Equal((started, true), (gateway.Id, gateway.IsRunning));
    }

    [Fact]
    public async Task Fault_23_while_another_process_holds_the_database_nothing_is_accepted_or_shown_and_the_gateway_goes_on_when_it_lets_go()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ward = await Ward.OpenAsync(gateway);
        for (var i = 0; i < 5; i++) await ward.AskAsync(prefer: "respond-async");
        using (Hold(gateway, "ledger.db"))
        using (Hold(gateway, "access.db"))
            await ward.IsRefusedAsync();

        await ward.GoesOnAsync();
        Assert.True(gateway.IsRunning);
    }

    [Fact]
    public async Task Fault_23_on_files_that_can_no_longer_be_written_nothing_is_accepted_or_shown_and_the_gateway_goes_on_when_they_can()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ward = await Ward.OpenAsync(gateway);
        for (var i = 0; i < 5; i++) await ward.AskAsync(prefer: "respond-async");
        // Open files, too, refuse what is written to them then, as they do when a file system was made read-only for a fault.
        await FreezeAsync(gateway, frozen: true);
        try
        {
            await ward.IsRefusedAsync();
        }
        finally
        {
            await FreezeAsync(gateway, frozen: false);
        }

        await ward.GoesOnAsync();
        Assert.True(gateway.IsRunning);
    }

    [Fact]
    public async Task Fault_23_a_gateway_that_finds_its_disk_full_or_read_only_says_so_and_starts_when_it_is_well()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 96);
        await using var gateway = await disk.NewGateway().StartAsync();
        var ward = await Ward.OpenAsync(gateway);
        await ward.AskAsync();
        await gateway.StopAsync();

        await disk.SetReadOnlyAsync(true);
        Assert.Equal(1, await gateway.RunToEndAsync());
        Assert.Contains("cannot be written", Assert.Single(gateway.Errors.Split('\n')), StringComparison.Ordinal);
        await disk.SetReadOnlyAsync(false);
        disk.Fill();
        Assert.Equal(1, await gateway.RunToEndAsync());
        Assert.Contains("see to its disk", gateway.Errors.Split('\n')[^1], StringComparison.Ordinal);
        disk.Free();

        await gateway.StartAsync();
        await ward.GoesOnAsync();
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("garbled")]
    public async Task Fault_23_what_a_torn_log_of_the_database_lost_is_found_on_the_chain_by_whoever_asks_again(string how)
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ward = await Ward.OpenAsync(gateway);
        // From here on the log holds this day alone.
        await gateway.StopAsync();
        await gateway.StartAsync();
        for (var i = 0; i < 15; i++) await ward.AskAsync();
        var consultation = await ward.ConsultAsync();
        var node = gateway.NodeId();
        await gateway.KillAsync(withNode: false);
        Assert.True(Processes.IsNode(node));

        Tear(Path.Combine(gateway.DataDirectory, "ledger.db-wal"), how);
        await gateway.StartAsync();

        Assert.NotEqual(0, await Database.CountAsync(gateway, "SELECT count(*) FROM \"UnclaimedExecutions\""));
        await ward.GoesOnAsync();
        Assert.Equal(consultation.First!.Id, (await consultation.SendAsync()).Expect(201).Id);
        Assert.True((await ward.Patient.GetAsync($"/v1/records/{consultation.First.Id}/verification")).Expect(200)["matches"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Fault_23_a_database_that_is_no_longer_one_ends_the_start_with_a_sentence()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        await gateway.StopAsync();
        var database = Path.Combine(gateway.DataDirectory, "ledger.db");
        await File.WriteAllTextAsync(database, new string('x', 100_000), TestContext.Current.CancellationToken);

        Assert.Equal(1, await gateway.RunToEndAsync());
        Assert.Contains("put back a backup", Assert.Single(gateway.Errors.Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>A write lock that another process would hold.</summary>
    static SqliteConnection Hold(GatewayProcess gateway, string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(gateway.DataDirectory, file), Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    static async Task FreezeAsync(GatewayProcess gateway, bool frozen)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files are frozen by an attribute that Linux has.");
        // Not the shared memory beside them: a mapped page that cannot be written ends a process.
        string[] names = ["ledger.db", "ledger.db-wal", "access.db", "access.db-wal"];
        var files = names.Select(name => Path.Combine(gateway.DataDirectory, name)).ToList();
        await Eventually.IsTrueAsync(() => files.TrueForAll(File.Exists), () => "Something was written to the access log, too.");
        using var command = Process.Start(new ProcessStartInfo("chattr", [frozen ? "+i" : "-i", .. files]) { RedirectStandardError = true })!;
        await command.WaitForExitAsync();
        Assert.SkipUnless(command.ExitCode == 0, "This file system, or this user, cannot freeze a file.");
    }

    // The last third: as if it had not reached the disk, or something else in its place.
    static void Tear(string log, string how)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.ReadWrite);
        var whole = file.Length - (file.Length / 3);
        if (how == "cut off") file.SetLength(whole);
        else
        {
            file.Position = whole;
            file.Write(new byte[file.Length - whole]);
        }
    }
}
