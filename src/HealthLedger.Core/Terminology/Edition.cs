namespace HealthLedger.Core.Terminology;

/// <summary>A table as it was published at one time. A record of the operator's own, never rebuilt; its codes do not change once it is imported.</summary>
public sealed class Edition
{
    public long Id { get; set; }

    /// <summary>One of <see cref="CodeTables"/>.</summary>
    public required string Table { get; set; }

    /// <summary>`2008`, `2024-01`: unique among those of its table.</summary>
    public required string Name { get; set; }

    /// <summary>Whose file it was, and the SHA-256 of that file in hexadecimal.</summary>
    public required string Source { get; set; }
    public required string FileHash { get; set; }

    /// <summary>UTC milliseconds.</summary>
    public long ImportedAt { get; set; }

    /// <summary>The first day on which it answers, unless a later one does; <see cref="DateOnly.MinValue"/>: from ever on.</summary>
    public DateOnly EffectiveFrom { get; set; }

    /// <summary>The last day; null: none is set.</summary>
    public DateOnly? EffectiveUntil { get; set; }

    /// <summary>Lines of the file that were taken, and that were refused.</summary>
    public int Taken { get; set; }
    public int Refused { get; set; }

    internal bool IsInEffect(DateOnly on) => EffectiveFrom <= on && !(EffectiveUntil < on);
}

/// <summary>A code in an edition, for as long as it is valid. One code may have several periods, which do not overlap.</summary>
public sealed class CodeEntry
{
    public long Edition { get; set; }

    /// <summary>What the code is one of: a medicine of TUSS is an entry of its own under its ANVISA register.</summary>
    public required string System { get; set; }

    /// <summary>In the one form of <see cref="CodeSystems.Canonical"/>.</summary>
    public required string Code { get; set; }

    /// <summary>The first day; <see cref="DateOnly.MinValue"/>: none is known.</summary>
    public DateOnly ValidFrom { get; set; }

    /// <summary>The last day; null: none is set.</summary>
    public DateOnly? ValidUntil { get; set; }

    /// <summary>What it means; of a medicine the product's name.</summary>
    public required string Display { get; set; }

    /// <summary>`female` or `male` where it is of one sex only.</summary>
    public string? Sex { get; set; }

    /// <summary>Of a medicine, as published: ingredients with `+` between them, form and package, who holds the registration.</summary>
    public string? Ingredients { get; set; }
    public string? Presentation { get; set; }
    public string? Holder { get; set; }

    /// <summary>The ANVISA register (13 digits) of a medicine of TUSS.</summary>
    public string? Register { get; set; }
}
