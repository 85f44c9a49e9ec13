namespace HealthLedger.Core.Regulation;

/// <summary>The paper's eight entity classes, with the contract's numbers. Zero is nobody.</summary>
public enum EntityClass
{
    None = 0,
    Regulator = 1,
    Patient = 2,
    Physician = 3,
    Pharmacy = 4,
    DiagnosticCenter = 5,
    ResearchInstitute = 6,
    InsuranceCompany = 7,
    HospitalStaff = 8,
}

/// <summary>Zero is unknown, which may do nothing.</summary>
public enum EntityStatus
{
    None = 0,
    Active = 1,
    Suspended = 2,
}

/// <summary>What the HTTP contract calls the classes and how their identifiers begin.</summary>
public static class EntityClasses
{
    /// <summary>All eight, in the contract's order.</summary>
    public static IReadOnlyList<EntityClass> All { get; } = Enum.GetValues<EntityClass>()[1..];

    /// <summary>The three letters an identifier of the class begins with.</summary>
    public static string PrefixOf(this EntityClass entityClass) => entityClass switch
    {
        EntityClass.Regulator => "REG",
        EntityClass.Patient => "PAT",
        EntityClass.Physician => "PHY",
        EntityClass.Pharmacy => "PHA",
        EntityClass.DiagnosticCenter => "DGC",
        EntityClass.ResearchInstitute => "RES",
        EntityClass.InsuranceCompany => "INS",
        EntityClass.HospitalStaff => "STF",
        _ => throw new ArgumentOutOfRangeException(nameof(entityClass)),
    };

    /// <summary>The class's name in JSON: `diagnosticCenter`.</summary>
    public static string NameOf(this EntityClass entityClass)
    {
        var name = entityClass.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static bool TryParse(string? name, out EntityClass entityClass)
    {
        foreach (var candidate in All)
            if (candidate.NameOf() == name)
            {
                entityClass = candidate;
                return true;
            }
        entityClass = EntityClass.None;
        return false;
    }

    /// <summary>Whether anyone signed in may find such entities: professionals and organizations, never people in care.</summary>
    public static bool IsPublic(this EntityClass entityClass) => entityClass is not (EntityClass.None or EntityClass.Patient);
}
