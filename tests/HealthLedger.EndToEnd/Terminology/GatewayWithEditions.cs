using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Terminology;

/// <summary>One gateway for all tests of this folder: diagnoses, procedures and registered products have an edition, nothing else has.</summary>
public sealed class GatewayWithEditions : IAsyncLifetime
{
    readonly GatewayProcess gateway = new();
    Ledger? ledger;

    public Ledger Ledger => ledger ?? throw new InvalidOperationException("The gateway was not started.");

    /// <summary>What the command said that imported the diagnoses, and the code it ended with.</summary>
    public string Said { get; private set; } = "";
    public int Ended { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var diagnoses = Write(
            "cid-10.csv", "cid-10;display;sex", "J45.0;Asma predominantemente alérgica;", "J45.1;Asma não-alérgica;", "O80.0;Parto espontâneo cefálico;female", "J45.0;Asma;", "4;Nada;");
        Ended = await gateway.RunToEndAsync("--import", diagnoses, "--edition", "2008");
        Said = gateway.Output;

        using (var place = StorePlace.Of(new CoreOptions { DataDirectory = gateway.DataDirectory, KeysDirectory = gateway.DataDirectory }))
        await using (var store = LedgerStore.Open(gateway.DataDirectory, place))
        {
            var importer = new Importer(store, new Editions(store, TimeProvider.System), new Clock(TimeProvider.System, TimeZoneInfo.Utc));
            var procedures = Write("tuss.csv", "tuss-22;display;valid from;valid until", "40304361;Hemograma;2009-02-13;", "30904170;Implante de gerador;2010-01-01;2020-05-15");
            var products = Write("anvisa.csv", "anvisa;display;ingredients;valid until", "102350485;Mebendazol;MEBENDAZOL;", "100000001;Velho;A + B;2005-07-31");
            foreach (var path in (string[])[procedures, products])
                await importer.ImportAsync(new ImportOrder(path, Edition: "2020"), new Progress<ImportProgress>(), TestContext.Current.CancellationToken);
        }
        ledger = await Ledger.OpenAsync(await gateway.StartAsync());
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    string Write(string name, params string[] lines)
    {
        var path = Path.Combine(gateway.DataDirectory, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
