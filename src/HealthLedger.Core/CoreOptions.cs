using HealthLedger.Core.Medicines;

namespace HealthLedger.Core;

/// <summary>Where Core keeps what it keeps.</summary>
public sealed record CoreOptions
{
    /// <summary>One gateway's own: on SQLite it holds ledger.db and access.db.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The PostgreSQL database that holds ledger and access log; null: SQLite.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary>Holds the master key and the ledger secret. Never backed up together with the data.</summary>
    public required string KeysDirectory { get; init; }

    /// <summary>Terms and holidays; those that come with the gateway, or an operator's own.</summary>
    public Insurance.CoverageRules CoverageRules { get; init; } = Insurance.CoverageRules.Shipped;

    /// <summary>How many undecided operations the outbox takes before it refuses more.</summary>
    public int OutboxBound { get; init; } = 20_000;

    /// <summary>Prescription law; the shipped table unless an operator replaced it.</summary>
    public RuleBook PrescriptionRules { get; init; } = RuleBook.Shipped;

    /// <summary>Whether what is prescribed as controlled has to say its substance, where no imported edition does.</summary>
    public bool SubstanceRequired { get; init; }
}
