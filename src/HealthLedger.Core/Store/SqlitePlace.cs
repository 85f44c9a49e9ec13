using HealthLedger.Core.Audit;

namespace HealthLedger.Core.Store;

/// <summary>Two files in the data directory, whose lock covers them.</summary>
sealed class SqlitePlace(string directory) : StorePlace
{
    public override string Name => directory;
    public override string Setting => "HealthLedger:DataDirectory";

    public override bool HoldsLedger() => File.Exists(Path.Combine(directory, "ledger.db"));

    internal override IDatabase<LedgerDb> OpenLedger() => SqliteFile<SqliteLedgerDb>.Open(Path.Combine(directory, "ledger.db"));

    internal override IDatabase<AccessLogDb> OpenAccessLog() => SqliteFile<SqliteAccessLogDb>.Open(Path.Combine(directory, "access.db"));
}
