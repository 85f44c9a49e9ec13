using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Api.Hosting;

/// <summary>What the gateway was started to do. What is the host's (`--urls`) or configuration (`--HealthLedger:RateLimit=0`) is passed on.</summary>
public sealed record CommandLine
{
    static readonly string[] hostKeys = ["urls", "environment", "contentRoot", "applicationName", "http_ports", "https_ports"];

    public bool Help { get; private init; }
    public bool Demo { get; private init; }
    public bool Deploy { get; private init; }
    public bool Rebuild { get; private init; }
    public EntityIdentifier? ResetCredential { get; private init; }
    public string? OpenApiPath { get; private init; }

    /// <summary>A table to import; its path is given, the rest may be.</summary>
    public ImportOrder Import { get; private init; } = new("");

    /// <summary>The edition to end, and the last day on which it answers; null: yesterday.</summary>
    public (string Table, string Name)? Retire { get; private init; }
    public DateOnly? EffectiveUntil { get; private init; }
    public IReadOnlyList<string> Host { get; private init; } = [];

    /// <summary>Whether what it does needs the contracts, on a network their configured address.</summary>
    public bool NeedsContract => !Deploy && OpenApiPath is null && ResetCredential is null && !Imports && Retire is null;

    /// <summary>Whether a table is to be imported.</summary>
    public bool Imports => Import.Path.Length > 0;

    /// <returns>False for a switch that does not exist, lacks its value, or the one that it belongs to.</returns>
    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out CommandLine? line)
    {
        line = null;
        var read = new CommandLine();
        var host = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) return false;
            var parts = args[i][2..].Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : null;
            if (value is null && Alone(parts[0], read) is { } flagged)
            {
                read = flagged;
                continue;
            }
            value ??= i + 1 < args.Count ? args[++i] : null;
            if (value is null) return false;
            if (IsHosts(parts[0])) host.Add($"--{parts[0]}={value}");
            else if (WithValue(parts[0], value, read) is { } valued) read = valued;
            else return false;
        }
        if ((!read.Imports && read.Import != new ImportOrder("")) || (read.EffectiveUntil is not null && read.Retire is null)) return false;
        line = read with { Host = host };
        return true;
    }

    static CommandLine? Alone(string name, CommandLine read) => name switch
    {
        "help" => read with { Help = true },
        "demo" => read with { Demo = true },
        "deploy" => read with { Deploy = true },
        "rebuild" => read with { Rebuild = true },
        "replace" => read with { Import = read.Import with { Replace = true } },
        _ => null,
    };

    static CommandLine? WithValue(string name, string value, CommandLine read) => name switch
    {
        "openapi" => read with { OpenApiPath = value },
        "reset-credential" when EntityIdentifier.TryParse(value, out var identifier) => read with { ResetCredential = identifier },
        "import" when value.Length > 0 => read with { Import = read.Import with { Path = value } },
        "table" when CodeTables.All.Contains(value) => read with { Import = read.Import with { Table = value } },
        "edition" when Importer.IsName(value) => read with { Import = read.Import with { Edition = value } },
        "effective-from" when Day(value) is { } day => read with { Import = read.Import with { EffectiveFrom = day } },
        "effective-until" when Day(value) is { } day => read with { EffectiveUntil = day },
        "retire" when value.Split('/') is [{ } table, { } edition] && CodeTables.All.Contains(table) => read with { Retire = (table, edition) },
        _ => null,
    };

    static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    static bool IsHosts(string name) => name.Contains(':') || hostKeys.Contains(name, StringComparer.OrdinalIgnoreCase);

    public const string HelpText = """
        HealthLedger: a REST gateway over a permissioned Ethereum network for health records.

        dotnet run --project src/HealthLedger.Api -- [switches] [--KEY=VALUE …]

          --demo                         play the paper's whole story against the gateway itself, then keep serving
          --deploy                       deploy the contracts on HealthLedger:Chain:Endpoints, print the address to configure, and end
          --rebuild                      derive the read model again from chain and vault while the gateway is stopped, and end
          --reset-credential IDENTIFIER  give an entity a temporary password while the gateway is stopped
          --import FILE                  import a publisher's code table while the gateway is stopped, and end; of it, where the file does not say:
            --table TABLE                what it is: cid-10, icd-11, tuss-22, tuss-20 or anvisa (as its header says)
            --edition NAME               what the edition is called (as its header says, or after the day)
            --effective-from YYYY-MM-DD  its first day (today; from ever on for the first edition of its table)
            --replace                    it takes the place of the edition of its name
          --retire TABLE/EDITION         end an edition while the gateway is stopped
            --effective-until YYYY-MM-DD its last day (yesterday)
          --openapi PATH                 write the API's description there (YAML), and end
          --urls ADDRESSES               where to listen (default http://localhost:5080); ASPNETCORE_URLS works too
          --help                         this

        Configuration, from the environment (HealthLedger__RateLimit=0), appsettings.json or the command line (--HealthLedger:RateLimit=0):

          HealthLedger:DataDirectory          SQLite's files, embedded chain's state, first password (data, under the repository or the working directory)
          HealthLedger:Chain:Endpoints        a network's RPC addresses, in the order of preference (none: the embedded chain)
          HealthLedger:Chain:ContractAddress  the relay contract on that network (printed by --deploy)
          HealthLedger:Chain:Heads            WebSocket addresses of its nodes, to hear of new blocks at once (none: they are looked for)
          HealthLedger:Chain:BlockTime        the embedded chain's seconds a block (0: a block at once)
          HealthLedger:Chain:GasPerSecond     gas that may be pending for each second of block period (as the node's kind allows)
          HealthLedger:Database:Provider      sqlite or postgres (sqlite)
          HealthLedger:Database:ConnectionString  the PostgreSQL database: Host=db;Database=healthledger;Username=…;Password=… (none)
          HealthLedger:Keys:Provider          file
          HealthLedger:Keys:Path              the master key and its like (<data>/keys)
          HealthLedger:RateLimit              requests a second a client may make, in bursts of five times as many (100; 0: no limit)
          HealthLedger:TimeZone               where a day ends (America/Sao_Paulo)
          HealthLedger:CoverageRules          a JSON file of insurers' terms and holidays, in place of Brazil's (none)
          HealthLedger:PrescriptionRules      a file that replaces the table of prescription law, see docs/prescriptions.md (Brazil's)
          HealthLedger:SubstanceRequired      true: a controlled medicine is prescribed with its substance only, so that the law's rules apply (false)
        """;
}
