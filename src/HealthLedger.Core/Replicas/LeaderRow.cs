namespace HealthLedger.Core.Replicas;

/// <summary>Which of the gateways on one PostgreSQL database relays and indexes: one row, made with its table.</summary>
public sealed class LeaderRow
{
    public int Id { get; set; }

    /// <summary>Counts the leaders: what an earlier one still tries to write bears an older number.</summary>
    public long Epoch { get; set; }

    /// <summary>The replica's id.</summary>
    public string Holder { get; set; } = "";

    /// <summary>When it last gave a sign of life, by the database's clock: replicas' clocks are not trusted.</summary>
    public DateTimeOffset BeatAt { get; set; }

    /// <summary>How the leader sees the ledger, as JSON: what the others tell, too.</summary>
    public string? Health { get; set; }
}
