namespace HealthLedger.Core.Medicines;

/// <summary>
/// A type of recipe and its limits while it is in force. Days are calendar days after the day of the consultation; what is null has no limit in
/// the data. Marks tell how a figure is known: v read in the norm, s in a secondary text, m from memory.
/// </summary>
/// <param name="Controlled">Spent whole in one dispensing: one fill, no parts.</param>
/// <param name="TreatmentDays">For how long the quantity may last; of ampoules their number counts instead.</param>
/// <param name="DailyMilligrams">The most a day, by substance; others of the type have none in the data.</param>
/// <param name="Items">The most on one document.</param>
/// <param name="Notification">Whether the document is numbered by the authority; the number is known at the latest when it is dispensed.</param>
/// <param name="Attached">What goes with the document.</param>
/// <param name="Dispensing">What the pharmacy writes down: <see cref="DispensingRules.Words"/>.</param>
/// <param name="Sngpc">The type's number in the SNGPC; null where sales are not reported.</param>
/// <param name="ValidIn">Where it is valid, as the document tells the pharmacist.</param>
public sealed record RecipeRow(
    string Type, string Norm, string? Title = null, DateOnly? From = null, DateOnly? Until = null, bool Controlled = false, int? ValidDays = null,
    int? TreatmentDays = null, LongerTreatment? LongerTreatment = null, ProlongedUse? Prolonged = null, int? Ampoules = null,
    IReadOnlyDictionary<string, decimal>? DailyMilligrams = null, int? Items = null, bool Notification = false, string? Attached = null,
    IReadOnlyList<string>? Dispensing = null, int? Sngpc = null, string? ValidIn = null, IReadOnlyDictionary<string, string>? Marks = null)
{
    /// <summary>The type of what is under no control; it has to be in every table.</summary>
    public const string Common = "common";

    public bool Holds(DateOnly on) => Period.Holds(From, Until, on);
}

/// <summary>The substances whose treatment may last longer than the type's others.</summary>
public sealed record LongerTreatment(int Days, string Norm, IReadOnlyList<string> Substances);

/// <summary>The limits where the prescriber states that the use is prolonged: one fill for each portion.</summary>
public sealed record ProlongedUse(int ValidDays, int Fills, int TreatmentDays);

/// <summary>The substances of one of the law's lists while it is in force: one of a recipe's type, of none (proscribed), or of what a human decides.</summary>
/// <param name="Synonyms">Other names, and which of the list's they stand for.</param>
/// <param name="Human">What a human must decide, choosing one of the options.</param>
public sealed record ListRow(
    string List, string Norm, IReadOnlyList<string> Substances, DateOnly? From = null, DateOnly? Until = null, string? Recipe = null, bool Proscribed = false,
    string? Human = null, IReadOnlyList<string>? Options = null, IReadOnlyDictionary<string, string>? Synonyms = null, string? Marks = null)
{
    public bool Holds(DateOnly on) => Period.Holds(From, Until, on);
}

/// <summary>
/// What a list's addendum says of some of its substances in some presentations: another recipe's type, that it is forbidden, or what a human must
/// decide. The first that applies counts.
/// </summary>
/// <param name="Forms">Of <see cref="PresentationBody.Forms"/>; null: all.</param>
/// <param name="MilligramsUpTo">The most in one unit.</param>
public sealed record AddendumRow(
    string List, IReadOnlyList<string> Substances, int? Addendum = null, DateOnly? From = null, DateOnly? Until = null, IReadOnlyList<string>? Forms = null,
    decimal? MilligramsUpTo = null, string? Recipe = null, string? Forbidden = null, string? Human = null, IReadOnlyList<string>? Options = null)
{
    public bool Holds(DateOnly on) => Period.Holds(From, Until, on);
}

/// <summary>All of a country's prescription law that is coded, as its file has it.</summary>
/// <param name="Salts">Words for salts and esters, which a list covers with the substance itself.</param>
/// <param name="Isomers">What an isomer's name puts before the substance's: whether it is covered, a human decides.</param>
public sealed record RuleTable(
    IReadOnlyList<RecipeRow> Recipes, IReadOnlyList<ListRow> Lists, IReadOnlyList<AddendumRow>? Addenda = null, IReadOnlyList<string>? Salts = null,
    IReadOnlyList<string>? Isomers = null, IReadOnlyList<string>? About = null);

static class Period
{
    /// <summary>Both ends included; without one it has none.</summary>
    public static bool Holds(DateOnly? from, DateOnly? until, DateOnly on) => (from is null || from <= on) && (until is null || on <= until);

    public static bool Overlap(DateOnly? from, DateOnly? until, DateOnly? otherFrom, DateOnly? otherUntil) =>
        (from ?? DateOnly.MinValue) <= (otherUntil ?? DateOnly.MaxValue) && (otherFrom ?? DateOnly.MinValue) <= (until ?? DateOnly.MaxValue);
}
