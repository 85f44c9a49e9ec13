using HealthLedger.Core.Ledger;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Medicines;

/// <summary>How much of a medicine one fill is: up to three decimal places, in a unit that is free text.</summary>
public sealed record QuantityBody(decimal? Value, string? Unit) : Confidential;

/// <summary>One item of a prescription. What comes after the treatment's days is what the recipe is decided by (docs/prescriptions.md).</summary>
/// <param name="Substance">The active ingredient's name; several with ` + ` between them. Absent: what an imported edition knows of the medicine.</param>
/// <param name="DailyDose">How much of the substance a day.</param>
/// <param name="Prolonged">Whether the use is continuous, so that one recipe is filled several times.</param>
/// <param name="Notification">The number of the notification, where it has one already.</param>
/// <param name="RecipeType">What a human decided where the rules leave it open.</param>
public sealed record PrescriptionBody(
    Coding? Medicine, QuantityBody? Quantity, string? Dosage, int? Fills, bool? Controlled, bool? PartialAllowed, Validity? ValidUntil,
    int? TreatmentDays, string? Substance = null, PresentationBody? Presentation = null, MassBody? DailyDose = null, bool? Prolonged = null,
    string? Notification = null, string? RecipeType = null) : Confidential;

/// <summary>What the rules need to know of a presentation.</summary>
/// <param name="Strength">How much of the substance under control is in one unit.</param>
/// <param name="Form">One of <see cref="Forms"/>.</param>
public sealed record PresentationBody(MassBody? Strength = null, string? Form = null) : Confidential
{
    /// <summary>The quantity of what comes in these counts them.</summary>
    public const string Ampoule = "ampoule";

    /// <summary>Only the forms that some rule tells apart.</summary>
    public static IReadOnlyList<string> Forms { get; } =
        ["tablet", "modifiedReleaseTablet", "capsule", "oralSolution", Ampoule, "transdermalPatch", "suppository", "topical", "other"];
}

/// <summary>A mass of a substance.</summary>
public sealed record MassBody(decimal? Value, string? Unit) : Confidential
{
    public static IReadOnlyList<string> Units { get; } = ["mcg", "mg", "g"];

    /// <summary>In milligrams; null where value or unit is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public decimal? Milligrams => Unit switch { "mcg" => Value / 1000, "mg" => Value, "g" => Value * 1000, _ => null };
}
