using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>The store on PostgreSQL, for more than one replica.</summary>
public sealed class PostgresLedgerDb(DbContextOptions<PostgresLedgerDb> options) : LedgerDb(options);
