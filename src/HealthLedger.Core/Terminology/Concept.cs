namespace HealthLedger.Core.Terminology;

/// <summary>What a code means in the edition that is in effect.</summary>
/// <param name="System">One of <see cref="CodeSystems.Names"/>.</param>
/// <param name="Code">In the one form in which codes are stored: `J45.0`.</param>
/// <param name="Display">The publisher's words; of a medicine the product's name.</param>
/// <param name="Ingredients">Active ingredients of a medicine, as published; empty where none are known.</param>
/// <param name="Presentation">Strength, form and package of a medicine, where they are known.</param>
/// <param name="Holder">Who holds a medicine's registration, where it is known.</param>
/// <param name="Register">The ANVISA register of a medicine that TUSS names.</param>
/// <param name="ValidFrom">The first day; null: none is known.</param>
/// <param name="ValidUntil">The last day; null: none is set.</param>
/// <param name="Sex">`female` or `male` where the code is of one sex only.</param>
/// <param name="Edition">Table and edition that said so: `cid-10 2008`.</param>
public sealed record Concept(
    string System, string Code, string Display, IReadOnlyList<string> Ingredients, string? Presentation, string? Holder, string? Register, DateOnly? ValidFrom,
    DateOnly? ValidUntil, string? Sex, string Edition)
{
    public bool IsValid(DateOnly on) => !(on < ValidFrom) && !(on > ValidUntil);

    /// <param name="entry">What the edition says of the code.</param>
    /// <param name="edition">The edition.</param>
    /// <param name="product">The registered product that a presentation is of, and its edition: it says until when, and of what it consists.</param>
    internal static Concept Of(CodeEntry entry, Edition edition, (CodeEntry Entry, Edition Edition)? product = null)
    {
        // TUSS has periods of its own; a register's are the product's.
        var (dated, by) = product is { } registered && entry.System == CodeTables.Anvisa ? registered : (entry, edition);
        return new Concept(
            entry.System, entry.Code, entry.Display, Split(product?.Entry.Ingredients ?? entry.Ingredients), entry.Presentation,
            entry.Holder ?? product?.Entry.Holder, entry.Register, dated.ValidFrom == DateOnly.MinValue ? null : dated.ValidFrom, dated.ValidUntil, entry.Sex,
            $"{by.Table} {by.Name}");
    }

    static string[] Split(string? ingredients) =>
        ingredients?.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
