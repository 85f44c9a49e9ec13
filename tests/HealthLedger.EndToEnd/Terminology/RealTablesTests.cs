using System.Diagnostics;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Terminology;

/// <summary>The publishers' whole files, imported by the command as an operator runs it.</summary>
public sealed class RealTablesTests
{
    /// <summary>File, table, codes taken, lines refused.</summary>
    static readonly (string File, string Table, int Taken, int Refused)[] tables =
    [
        ("CID-10-SUBCATEGORIAS.CSV", "cid-10", 12_451, 0), ("SimpleTabulation-ICD-11-MMS-pt.zip", "icd-11", 34_663, 0),
        ("TUSS-22-procedimentos.csv", "tuss-22", 5_904, 3), ("TUSS-20-medicamentos.csv", "tuss-20", 1_114, 0),
        ("DADOS_ABERTOS_MEDICAMENTOS.csv", "anvisa", 9_254, 727),
    ];

    [Fact]
    public async Task All_tables_are_imported_in_less_than_a_minute_and_half_a_gigabyte()
    {
        var paths = tables.Select(table => SharedFiles.Require("terminology", table.File)).ToArray();
        await using var gateway = new GatewayProcess();
        var (elapsed, worked, peak) = (Stopwatch.StartNew(), TimeSpan.Zero, 0L);
        foreach (var (path, table) in paths.Zip(tables))
        {
            var ending = gateway.RunToEndAsync("--import", path, "--table", table.Table);
            var (most, memory) = await WatchAsync(gateway.Id, ending);
            (worked, peak) = (worked + most, Math.Max(peak, memory));
            Assert.True(await ending == 0, gateway.Output);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{elapsed.Elapsed.TotalSeconds:0.0} s, {worked.TotalSeconds:0.0} s of a processor, {peak >> 20} MiB at the most");

        foreach (var (_, table, taken, refused) in tables)
            Assert.Equal(
                $"{taken} {refused}", await Database.TextAsync(gateway, $"""SELECT "Taken" || ' ' || "Refused" FROM "Editions" WHERE "Table" = '{table}'"""));
        var report = await File.ReadAllLinesAsync(
            Directory.GetFiles(Path.Combine(gateway.DataDirectory, "imports"), "anvisa-*").Single(), TestContext.Current.CancellationToken);
        Assert.Contains("line 8880: is not a product's register of 9 digits (57600510)", report);
        Assert.Contains("line 43: ends before it begins (100431307, from 2020-05-04 until 1930-05-31)", report);
        // What else runs on the machine takes its time, too: alone the command takes no longer than its processor time.
        Assert.InRange(worked, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.InRange(peak, 1, 500_000_000);
    }

    static async Task<(TimeSpan Worked, long Peak)> WatchAsync(int id, Task ending)
    {
        var (worked, peak) = (TimeSpan.Zero, 0L);
        using var process = Process.GetProcessById(id);
        while (!ending.IsCompleted)
        {
            try
            {
                process.Refresh();
                (worked, peak) = (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
            }
            catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has just ended.
            }
            await Task.WhenAny(ending, Task.Delay(20, TestContext.Current.CancellationToken));
        }
        return (worked, peak);
    }
}
