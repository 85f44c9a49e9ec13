using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Store;

/// <summary>An entity's signing key, sealed by custody. Which one speaks is what the chain says: the row whose address the entity has.</summary>
public sealed class EntityKey
{
    public required string Address { get; set; }
    public LedgerId Entity { get; set; }
    public int Version { get; set; }
    public byte[] Sealed { get; set; } = [];
}

/// <summary>The key under which everything about one entity is sealed, wrapped by a version of the master key.</summary>
public sealed class SubjectKey
{
    public LedgerId Subject { get; set; }
    public byte[] Wrapped { get; set; } = [];
    public int MasterVersion { get; set; }
}
