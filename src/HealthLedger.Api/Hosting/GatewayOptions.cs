using HealthLedger.Chain;
using HealthLedger.Core;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Api.Hosting;

/// <summary>What an operator may set under `HealthLedger:`, with its defaults. Read once, at start; a wrong value ends the start with a sentence.</summary>
public sealed record GatewayOptions
{
    public required CoreOptions Core { get; init; }
    public required ChainOptions Chain { get; init; }

    /// <summary>Requests a second that a client may make; 0: no limit.</summary>
    public required int RateLimit { get; init; }

    /// <summary>Where a day ends.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <param name="configuration">All of it.</param>
    /// <param name="needsContract">Whether a network of one's own must already have the contracts.</param>
    /// <exception cref="CannotStartException">A value that cannot be, or a key that is none.</exception>
    public static GatewayOptions Read(IConfiguration configuration, bool needsContract = true)
    {
        var settings = new Settings(configuration.GetSection("HealthLedger"));
        settings.RefuseUnknown(
            "DataDirectory", "Chain:Endpoints", "Chain:ContractAddress", "Chain:BlockTime", "Chain:GasPerSecond", "Chain:Heads", "Database:Provider",
            "Database:ConnectionString", "Keys:Provider", "Keys:Path", "Identity:Authority", "RateLimit", "TimeZone",
            "CoverageRules", "PrescriptionRules", "SubstanceRequired");
        settings.AllowOnly("Keys:Provider", "file", "'pkcs11' is not there yet, leave it out or set 'file'");
        settings.AllowOnly("Identity:Authority", null, "an external OpenID provider cannot be used yet, leave it out");

        var data = Absolute(settings["DataDirectory"] ?? "data");
        var keys = settings["Keys:Path"] is { } path ? Absolute(path) : Path.Combine(data, "keys");
        return new GatewayOptions
        {
            Core = new CoreOptions
            {
                DataDirectory = data,
                KeysDirectory = keys,
                PostgresConnection = DatabaseSettings.PostgresConnection(settings),
                CoverageRules = settings["CoverageRules"] is { } rules ? CoverageRules.Read(Absolute(rules)) : CoverageRules.Shipped,
                PrescriptionRules = settings["PrescriptionRules"] is { } table ? RuleBook.Open(Absolute(table)) : RuleBook.Shipped,
                SubstanceRequired = settings.Truth("SubstanceRequired"),
            },
            Chain = ReadChain(settings, data, keys, needsContract),
            RateLimit = (int)settings.Number("RateLimit", 100, max: 1_000_000, "requests a second, 0 for no limit"),
            TimeZone = ReadZone(settings),
        };
    }

    static ChainOptions ReadChain(Settings settings, string data, string keys, bool needsContract)
    {
        var endpoints = settings.Addresses("Chain:Endpoints", "http", "https");
        var contract = settings["Chain:ContractAddress"];
        if (contract is not null && !(contract.Length == 42 && contract.StartsWith("0x", StringComparison.Ordinal) && contract.Skip(2).All(char.IsAsciiHexDigit)))
            throw Settings.Wrong("Chain:ContractAddress", contract, "an address is 0x and 40 hexadecimal digits");
        if (contract is not null && endpoints.Count == 0)
            throw new CannotStartException("HealthLedger:Chain:ContractAddress is for a network of one's own: set HealthLedger:Chain:Endpoints too.");
        if (contract is null && endpoints.Count > 0 && needsContract)
            throw new CannotStartException(
                "HealthLedger:Chain:ContractAddress is missing: deploy the contracts once with --deploy and set the address that it prints.");
        return new ChainOptions
        {
            DataDirectory = data,
            KeysDirectory = keys,
            Endpoints = endpoints,
            ContractAddress = contract,
            Heads = settings.Addresses("Chain:Heads", "ws", "wss"),
            BlockTime = (int)settings.Number("Chain:BlockTime", 0, max: 3600, "seconds a block, 0 for a block at once"),
            GasPerSecond = settings.Number("Chain:GasPerSecond", 0, max: long.MaxValue, "gas for each second of block period") is > 0 and var gas ? gas : null,
        };
    }

    static TimeZoneInfo ReadZone(Settings settings)
    {
        var name = settings["TimeZone"] ?? "America/Sao_Paulo";
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw Settings.Wrong("TimeZone", name, "set a name of the IANA database that this system has, such as America/Sao_Paulo");
    }

    // `dotnet run` makes the project's folder the working directory; data belongs to the repository then.
    static string Absolute(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HealthLedger.sln"))) return Path.GetFullPath(path, folder.FullName);
        return Path.GetFullPath(path);
    }
}
