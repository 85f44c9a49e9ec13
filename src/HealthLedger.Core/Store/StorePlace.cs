using HealthLedger.Core.Audit;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>Where ledger and access log lie, as it is configured: the one place that knows there is more than one provider.</summary>
public abstract class StorePlace : IDisposable
{
    public static StorePlace Of(CoreOptions options) =>
        options.PostgresConnection is { } connection ? new PostgresPlace(connection) : new SqlitePlace(options.DataDirectory);

    /// <summary>The place by the name an operator has for it; no secret is in it.</summary>
    public abstract string Name { get; }

    /// <summary>The setting that names it.</summary>
    public abstract string Setting { get; }

    /// <summary>Whether there is a ledger; makes none.</summary>
    /// <exception cref="CannotStartException">It cannot be told now.</exception>
    public abstract bool HoldsLedger();

    /// <summary>Creates or migrates the ledger's tables.</summary>
    /// <exception cref="CannotStartException">They cannot be had.</exception>
    internal abstract IDatabase<LedgerDb> OpenLedger();

    /// <inheritdoc cref="OpenLedger"/>
    internal abstract IDatabase<AccessLogDb> OpenAccessLog();

    /// <summary>Connections to a database that other gateways may use, too; null where none can.</summary>
    internal virtual NpgsqlDataSource? Shared => null;

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
