using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using HealthLedger.Chain;
using HealthLedger.Core;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// Fills a gateway's store with years of many patients: rows as the gateway writes them, sealed with its keys, so that one started on the
/// directory serves them all. What it does not make is the chain's side: nothing of it is on a block, and a rebuild would not bring it back.
/// </summary>
static class Filling
{
    const int Chunk = 500;

    static readonly string[] given = ["Ana", "Beatriz", "Caio", "Davi", "Elisa", "Fábio", "Gabriela", "Heitor", "Inês", "João", "Karina", "Luís", "Márcia", "Otávio", "Raquel", "Tomás"];
    static readonly string[] family = ["Almeida", "Barros", "Conceição", "Duarte", "Esteves", "Ferreira", "Gonçalves", "Lima", "Moreira", "Nunes", "Oliveira", "Prado", "Queirós", "Rocha", "Silva", "Tavares"];

    public static async Task<int> RunAsync(int patients, int records, string directory)
    {
        await PrepareAsync(directory);
        await using var services = Compose(directory);
        var ink = await InkAsync(services);
        await using var ledger = await BulkWriter.OpenAsync(new SqliteLedgerDb(On<SqliteLedgerDb>(directory, "ledger.db")));
        await using var log = await BulkWriter.OpenAsync(new SqliteAccessLogDb(On<SqliteAccessLogDb>(directory, "access.db")));
        var clock = Stopwatch.StartNew();
        var rows = await WriteAsync(ink, patients, records, ledger, log);
        for (int left = 1, of = 0; left > 0;)
        {
            left = await ledger.IndexAsync() + await log.IndexAsync();
            of = Math.Max(of, left + 1);
            Show("indexes", of - left, of, clock);
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\n{patients} patients with {records} records: {rows} rows in {clock.Elapsed.TotalSeconds:0} s, in {Path.GetFullPath(directory)}"));
        return 0;
    }

    public static DbContextOptions<TDb> On<TDb>(string directory, string file) where TDb : DbContext =>
        new DbContextOptionsBuilder<TDb>().UseSqlite($"Data Source={Path.Combine(directory, file)};Pooling=False").Options;

    // A gateway makes ledger, keys and first regulator, who leaves the password that everybody will have.
    static async Task PrepareAsync(string directory)
    {
        if (File.Exists(Path.Combine(directory, "ledger.db"))) throw new InvalidOperationException($"There is a store in {directory} already.");
        Directory.CreateDirectory(directory);
        await using var gateway = await new GatewayProcess(dataDirectory: directory).StartAsync();
        await Ledger.OpenAsync(gateway);
        await gateway.StopAsync();
    }

    static ServiceProvider Compose(string directory)
    {
        var keys = Path.Combine(directory, "keys");
        return new ServiceCollection().AddLogging()
            .AddLedgerCore(new CoreOptions { DataDirectory = directory, KeysDirectory = keys })
            .AddLedgerChain(new ChainOptions { DataDirectory = directory, KeysDirectory = keys })
            .BuildServiceProvider();
    }

    static async Task<Func<Ink>> InkAsync(ServiceProvider services)
    {
        await using var db = services.GetRequiredService<LedgerStore>().OpenRead();
        var facts = await db.Facts.ToDictionaryAsync(fact => fact.Name, fact => fact.Value);
        var regulator = LedgerId.Parse(facts["first-regulator"]);
        var hash = await db.Credentials.Where(row => row.Entity == regulator).Select(row => row.PasswordHash).SingleAsync();
        var ledger = new LedgerIdentity(long.Parse(facts["ledger.chain-id"], CultureInfo.InvariantCulture), facts["ledger.relay"]);
        var (vault, custody) = (services.GetRequiredService<Vault>(), services.GetRequiredService<IKeyCustody>());
        return () => new Ink(vault, custody, ledger, regulator, hash);
    }

    static async Task<long> WriteAsync(Func<Ink> ink, int patients, int records, BulkWriter ledger, BulkWriter log)
    {
        var cast = ink();
        var physicians = Professionals(cast, EntityClass.Physician, Math.Max(2, patients / 200));
        var centers = Professionals(cast, EntityClass.DiagnosticCenter, Math.Max(1, patients / 2000));
        var pharmacies = Professionals(cast, EntityClass.Pharmacy, Math.Max(1, patients / 2000));
        var each = Math.Max(1, records / patients);
        // Three consents, and at most an exam and a prescription beside each record.
        var span = 3 + 3 * each;

        var written = Channel.CreateBounded<Ink>(8);
        await written.Writer.WriteAsync(cast);
        var writing = Task.Run(() => StoreAsync(written.Reader, patients, ledger, log));
        await Parallel.ForAsync(0, (patients + Chunk - 1) / Chunk, async (chunk, token) =>
        {
            var page = ink();
            for (var i = chunk * Chunk; i < Math.Min(patients, (chunk + 1) * Chunk); i++)
            {
                var patient = Registered.Write(
                    page, EntityClass.Patient, new EntityBody("patient", Name(i), BirthDate: new DateOnly(1950 + i % 60, 1 + i % 12, 1 + i % 28), Sex: i % 2 == 0 ? "female" : "male"),
                    cast.Rows.Count + i);
                new History(page, patient, physicians[i % physicians.Count], centers[i % centers.Count], pharmacies[i % pharmacies.Count], (long)i * span).Write(each);
            }
            await written.Writer.WriteAsync(page, token);
        });
        written.Writer.Complete();
        return await writing;
    }

    static List<Registered> Professionals(Ink ink, EntityClass entityClass, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Registered.Write(ink, entityClass, new EntityBody(entityClass.NameOf(), Name(i * 7)), ink.Rows.Count))];

    static string Name(int i) => $"{given[i % 16]} {given[i / 16 % 16]} {family[i / 256 % 16]} {family[i / 4096 % 16]}";

    static async Task<long> StoreAsync(ChannelReader<Ink> pages, int patients, BulkWriter ledger, BulkWriter log)
    {
        var (clock, done, rows) = (Stopwatch.StartNew(), -1, 0L);
        await foreach (var page in pages.ReadAllAsync())
        {
            await using var transaction = await ledger.BeginAsync();
            await using var logging = await log.BeginAsync();
            foreach (var row in page.Rows)
                await (row is AccessEntry ? log : ledger).WriteAsync(row);
            await transaction.CommitAsync();
            await logging.CommitAsync();
            rows += page.Rows.Count;
            Show("patients", Math.Clamp(++done * Chunk, 0, patients), patients, clock);
        }
        Console.WriteLine();
        return rows;
    }

    static void Show(string what, int done, int of, Stopwatch clock)
    {
        var filled = 30 * done / Math.Max(1, of);
        Console.Write(string.Create(
            CultureInfo.InvariantCulture, $"\r[{new string('#', filled)}{new string('.', 30 - filled)}] {done} of {of} {what}, {clock.Elapsed.TotalSeconds:0} s   "));
    }
}
