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
