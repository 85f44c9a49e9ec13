using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Regulation;

/// <summary>An entity as the chain tells it. Rebuildable.</summary>
public sealed class Entity
{
    public LedgerId Id { get; set; }
    public EntityClass Class { get; set; }
    public EntityStatus Status { get; set; }
    public string Address { get; set; } = "";

    /// <summary>No key here speaks for the address: lost with a database, or the entity's own.</summary>
    public bool KeyMissing { get; set; }
    public Digest Commitment { get; set; }

    /// <summary>Block time, UTC milliseconds; and where it stands, for ordering.</summary>
    public long RegisteredAt { get; set; }
    public long Position { get; set; }
}

/// <summary>The erasable bridge between the identity on the chain and the person or organization that signs in.</summary>
public sealed class Identity
{
    public LedgerId Entity { get; set; }

    /// <summary>`PHY-7K3M9QX2TD4-C`.</summary>
    public string Identifier { get; set; } = "";
    public EntityClass Class { get; set; }

    /// <summary>False until the registration is confirmed; such an entity cannot sign in and is not found.</summary>
    public bool Confirmed { get; set; }
}

/// <summary>A keyed hash of a cpf, cns, cnpj or crm, so that one person is registered once. Removed when the registration fails.</summary>
public sealed class DocumentLookup
{
    public Digest Hash { get; set; }
    public LedgerId Entity { get; set; }
}

/// <summary>How an entity signs in. Never rebuilt. Times are UTC milliseconds.</summary>
public sealed class Credential
{
    public LedgerId Entity { get; set; }
    public string PasswordHash { get; set; } = "";

    /// <summary>Grows with each change or reset; a token of another version is refused.</summary>
    public int Version { get; set; }

    /// <summary>Set while the password is a temporary one: until when it opens its change, and nothing else.</summary>
    public long? TemporaryUntil { get; set; }

    /// <summary>The temporary password, sealed under the entity's key until used or expired, for repeated answers.</summary>
    public byte[]? SealedTemporary { get; set; }
}
