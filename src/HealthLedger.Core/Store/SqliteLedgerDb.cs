using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>The store on SQLite, the embedded default.</summary>
public sealed class SqliteLedgerDb(DbContextOptions<SqliteLedgerDb> options) : LedgerDb(options);
