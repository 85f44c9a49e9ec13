using System.Diagnostics.CodeAnalysis;
using HealthLedger.Core.Regulation;

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
    public IReadOnlyList<string> Host { get; private init; } = [];

    /// <summary>Whether what it does needs the contracts, on a network their configured address.</summary>
    public bool NeedsContract => !Deploy && OpenApiPath is null && ResetCredential is null;

    /// <returns>False for a switch that does not exist, or that lacks its value.</returns>
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
        line = read with { Host = host };
        return true;
    }

    static CommandLine? Alone(string name, CommandLine read) => name switch
    {
        "help" => read with { Help = true },
        "demo" => read with { Demo = true },
        "deploy" => read with { Deploy = true },
        "rebuild" => read with { Rebuild = true },
        _ => null,
    };

    static CommandLine? WithValue(string name, string value, CommandLine read) => name switch
    {
        "openapi" => read with { OpenApiPath = value },
        "reset-credential" when EntityIdentifier.TryParse(value, out var identifier) => read with { ResetCredential = identifier },
        _ => null,
    };

    static bool IsHosts(string name) => name.Contains(':') || hostKeys.Contains(name, StringComparer.OrdinalIgnoreCase);

    public const string HelpText = """
        HealthLedger: a REST gateway over a permissioned Ethereum network for health records.

        dotnet run --project src/HealthLedger.Api -- [switches] [--KEY=VALUE …]

          --demo                         play the paper's whole story against the gateway itself, then keep serving
          --deploy                       deploy the contracts on HealthLedger:Chain:Endpoints, print the address to configure, and end
          --rebuild                      derive the read model again from chain and vault while the gateway is stopped, and end
          --reset-credential IDENTIFIER  give an entity a temporary password while the gateway is stopped
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
        """;
}
