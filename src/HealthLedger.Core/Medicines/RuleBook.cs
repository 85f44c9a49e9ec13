using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthLedger.Core.Medicines;

/// <summary>
/// Prescription law as data with effective dates. The shipped table is Brazil's; an operator may replace it wholly by a file of the same form.
/// </summary>
public sealed class RuleBook
{
    /// <summary>The setting that names a file to replace the shipped table.</summary>
    public const string Setting = "HealthLedger:PrescriptionRules";

    const string Resource = "prescription-rules.json";

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    static readonly Lazy<RuleBook> shipped = new(() => Read(
        typeof(RuleBook).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly.")));

    readonly RuleTable table;
    readonly SubstanceNames names;

    RuleBook(RuleTable table)
    {
        this.table = table;
        names = new SubstanceNames(table);
    }

    public static RuleBook Shipped => shipped.Value;

    /// <summary>All types of recipe with all their versions.</summary>
    public IReadOnlyList<RecipeRow> Recipes => table.Recipes;

    /// <exception cref="CannotStartException">The file cannot be read, or its rows contradict each other.</exception>
    public static RuleBook Open(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CannotStartException($"{Setting} is '{path}': {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }

    /// <exception cref="JsonException">Not a table, or its rows contradict each other.</exception>
    public static RuleBook Read(Stream file)
    {
        var table = JsonSerializer.Deserialize<RuleTable>(file, json) ?? throw new JsonException("the table is null");
        RuleTableCheck.Require(table);
        return new RuleBook(table);
    }

    /// <summary>The version of a type that was in force that day; null for none.</summary>
    public RecipeRow? RecipeOf(string type, DateOnly on) => table.Recipes.FirstOrDefault(row => row.Type == type && row.Holds(on));

    /// <summary>The same, or the last version of a type that is no longer in force: what was prescribed by it is still dispensed and reported.</summary>
    public RecipeRow? LastOf(string type, DateOnly on) => RecipeOf(type, on) ?? table.Recipes.LastOrDefault(row => row.Type == type);

    /// <summary>The substance of that name, whichever salt; null where no row ever named it.</summary>
    public NamedSubstance? Find(string substance) => names.Find(substance);

    /// <summary>The named substance whose isomer's name this is; null where it is none.</summary>
    public NamedSubstance? FindIsomer(string substance) => names.FindIsomer(substance);

    /// <summary>Whether the text holds a substance's name among other words, so that it is neither that name nor surely another substance's.</summary>
    public bool NamesWithin(string text) => names.IsWithin(text);

    /// <summary>What addenda of the list say of the substance that day, the first that applies first.</summary>
    public IEnumerable<AddendumRow> AddendaOf(string list, string substance, DateOnly on) => (table.Addenda ?? [])
        .Where(row => row.List == list && row.Holds(on) && row.Substances.Any(name => SubstanceNames.Same(name, substance)));
}

/// <summary>What a table has to be, beyond its form.</summary>
static class RuleTableCheck
{
    static readonly string[] dispensing = [.. DispensingRules.Words];

    /// <exception cref="JsonException">Says which row contradicts what.</exception>
    public static void Require(RuleTable table)
    {
        var types = table.Recipes.Select(row => row.Type).ToHashSet(StringComparer.Ordinal);
        Refuse(!types.Contains(RecipeRow.Common), $"there is no recipe of the type '{RecipeRow.Common}'");
        foreach (var row in table.Recipes)
        {
            var name = $"the recipe '{row.Type}'";
            Refuse(row.From > row.Until, $"{name} ends before it begins");
            Refuse(row.Items < 1 || row.ValidDays < 1 || row.TreatmentDays < 1 || row.Ampoules < 1, $"{name} has a limit below one");
            Refuse(row.Prolonged is { } prolonged && (prolonged.ValidDays < 1 || prolonged.Fills < 1 || prolonged.TreatmentDays < 1), $"{name} has a limit below one");
            Refuse((row.Dispensing ?? []).Except(dispensing).Any(), $"{name}: dispensing takes {string.Join(", ", dispensing)}");
            Refuse(
                table.Recipes.Any(other => !ReferenceEquals(row, other) && other.Type == row.Type && Period.Overlap(row.From, row.Until, other.From, other.Until)),
                $"{name} has two versions for one day");
        }
        foreach (var row in table.Lists) RequireList(row, types);
        foreach (var row in table.Addenda ?? []) RequireAddendum(row, table, types);
    }

    static void RequireList(ListRow row, HashSet<string> types)
    {
        var name = $"the list '{row.List}'";
        Refuse(row.From > row.Until, $"{name} ends before it begins");
        Refuse(new[] { row.Recipe is not null, row.Proscribed, row.Human is not null }.Count(said => said) != 1, $"{name} has to have one of recipe, proscribed and human");
        RequireTypes(row.Recipe, row.Options, types, name);
        var strangers = (row.Synonyms ?? new Dictionary<string, string>()).Values.Where(known => !row.Substances.Any(one => SubstanceNames.Same(one, known)));
        Refuse(strangers.Any(), $"{name} has a synonym of a substance that is not in it, {strangers.FirstOrDefault()}");
    }

    static void RequireAddendum(AddendumRow row, RuleTable table, HashSet<string> types)
    {
        var name = $"addendum {row.Addendum} of the list '{row.List}'";
        Refuse(row.From > row.Until, $"{name} ends before it begins");
        Refuse(
            new[] { row.Recipe, row.Forbidden, row.Human }.Count(said => said is not null) != 1, $"{name} has to have one of recipe, forbidden and human");
        RequireTypes(row.Recipe, row.Options, types, name);
        Refuse((row.Forms ?? []).Except(PresentationBody.Forms).Any(), $"{name}: forms are {string.Join(", ", PresentationBody.Forms)}");
        var substances = table.Lists.Where(list => list.List == row.List).SelectMany(list => list.Substances).ToList();
        Refuse(row.Substances.Any(one => !substances.Any(known => SubstanceNames.Same(one, known))), $"{name} names a substance that is not in the list");
    }

    static void RequireTypes(string? recipe, IReadOnlyList<string>? options, HashSet<string> types, string name) =>
        Refuse((options ?? []).Append(recipe).Any(type => type is not null && !types.Contains(type)), $"{name} names a recipe that is none");

    static void Refuse(bool wrong, string what)
    {
        if (wrong) throw new JsonException(what);
    }
}
