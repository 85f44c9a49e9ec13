using System.Diagnostics;
using System.Globalization;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.EndToEnd.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Benchmarks.Million;

/// <summary>A gateway on a filled store, with some of its physicians signed in.</summary>
sealed class FilledGateway(GatewayProcess gateway) : IAsyncDisposable
{
    public GatewayProcess Gateway => gateway;

    /// <summary>From the process's begin to the first 200 of /health/ready.</summary>
    public TimeSpan Started { get; private init; }

    /// <param name="directory">Its data.</param>
    /// <param name="bare">With an endpoint beside its own that only authenticates.</param>
    public static async Task<FilledGateway> StartAsync(string directory, bool bare = false)
    {
        var begun = Stopwatch.GetTimestamp();
        var gateway = await new GatewayProcess(
            dataDirectory: Path.GetFullPath(directory), through: bare ? ["dotnet", typeof(FilledGateway).Assembly.Location, "host"] : []).StartAsync();
        return new FilledGateway(gateway) { Started = Stopwatch.GetElapsedTime(begun) };
    }

    /// <summary>Physicians who signed in, each with records that it may read.</summary>
    public async Task<IReadOnlyList<(string Token, string[] Paths)>> ReadersAsync(int most)
    {
        var readers = new List<(string, string[])>();
        foreach (var (entity, identifier) in await RowsAsync("SELECT Entity, Identifier FROM Identities WHERE Class = 3 LIMIT " + most))
        {
            var account = new Account(gateway.Http, identifier, Account.NewPassword);
            (await account.SignInAsync()).Expect(200);
            var records = await RowsAsync(
                $"""
                SELECT i.Identifier, r.Id FROM Consents c JOIN Identities i ON i.Entity = c.Patient JOIN Records r ON r.Patient = c.Patient
                WHERE c.Grantee = '{entity}' LIMIT 1000
                """);
            readers.Add((account.Token, [.. records.Select(record => $"/v1/patients/{record.First}/records/{record.Second}")]));
        }
        return readers;
    }

    /// <summary>Waits until nothing is written that a freshly filled store owes to the search by name.</summary>
    public async Task NamesIndexedAsync()
    {
        await using var db = new SqliteLedgerDb(Filling.On<SqliteLedgerDb>(gateway.DataDirectory, "ledger.db"));
        while (await NameIndex.ReachedAsync(db, CancellationToken.None) is var reached
            && await db.Entities.CountAsync(row => row.Position > reached) is > 0 and var left)
        {
            Console.Write($"\r{left} names are yet to be indexed   ");
            await Task.Delay(500);
        }
        Console.WriteLine();
    }

    /// <summary>The gateway's resident memory in MB.</summary>
    public long Memory() => long.Parse(
        File.ReadLines($"/proc/{gateway.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    public async Task<long> CountAsync(string table) => long.Parse((await RowsAsync($"SELECT count(*), '' FROM \"{table}\"")).Single().First, CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    async Task<List<(string First, string Second)>> RowsAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(gateway.DataDirectory, "ledger.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var rows = new List<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add((reader.GetString(0), reader.GetString(1)));
        return rows;
    }
}
