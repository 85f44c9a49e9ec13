using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Postgres.Replicas;

/// <summary>Which replica committed what of all that only a leader writes: the database itself keeps the list, in triggers.</summary>
static class WriteAudit
{
    static readonly string[] tables = ["Batches", "Blocks", "Entities", "Consents", "Records"];

    public static async Task BeginAsync(ReplicaPair pair)
    {
        await Database.ChangeAsync(pair.One, """
            CREATE TABLE audit (replica text NOT NULL, what text NOT NULL);
            CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO audit VALUES (current_setting('application_name'), TG_TABLE_NAME || ' ' || TG_OP);
              RETURN NULL;
            END $$;
            CREATE TRIGGER audit AFTER UPDATE ON "Operations" FOR EACH ROW EXECUTE FUNCTION audit();
            """);
        foreach (var table in tables)
            await Database.ChangeAsync(
                pair.One, $"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON \"{table}\" FOR EACH ROW EXECUTE FUNCTION audit()");
    }

    /// <summary>How much a gateway has committed as a leader.</summary>
    public static Task<long> CountAsync(ReplicaPair pair, GatewayProcess gateway) =>
        Database.CountAsync(pair.One, $"SELECT count(*) FROM audit WHERE replica = '{ReplicaPair.NameOf(gateway)}'");
}
