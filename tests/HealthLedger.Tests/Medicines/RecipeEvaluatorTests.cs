using CsCheck;
using HealthLedger.Core;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Tests.Medicines;

/// <summary>Which recipe an item takes, and how far its limits reach.</summary>
public sealed class RecipeEvaluatorTests
{
    // One substance of each type with what it needs to be accepted.
    static readonly Dictionary<string, Func<PrescriptionBody>> examples = new()
    {
        ["NRA"] = () => Items.Of("Morfina"),
        ["NRB"] = () => Items.Of("Clonazepam"),
        ["NRB2"] = () => Items.Of("Sibutramina", daily: 15),
        ["NRR"] = () => Items.Of("Isotretinoína", form: "capsule"),
        ["NRT"] = () => Items.Of("Talidomida"),
        ["RCE"] = () => Items.Of("Fluoxetina"),
        ["RET-antimicrobial"] = () => Items.Of("Amoxicilina"),
        ["RET-GLP1"] = () => Items.Of("Semaglutida"),
    };

    [Theory]
    [InlineData("NRA", 30)]
    [InlineData("NRB", 30)]
    [InlineData("NRB2", 30)]
    [InlineData("NRR", 30)]
    [InlineData("NRT", 20)]
    [InlineData("RCE", 30)]
    [InlineData("RET-antimicrobial", 10)]
    [InlineData("RET-GLP1", 90)]
    public void A_recipe_is_valid_to_the_end_of_its_last_day_and_not_a_second_longer(string type, int days)
    {
        var item = examples[type]();
        var last = Items.Day.AddDays(days);
        var recipe = Items.Judge(item).Recipe!;
        Assert.Equal((type, Items.Date(last)), (recipe.Type, recipe.ValidUntil));

        Assert.Equal(type, Items.TypeOf(item with { ValidUntil = Items.Date(last) }));
        Assert.Equal("validUntil", Items.Broken(item with { ValidUntil = Items.Date(last.AddDays(1)) }).Field);
        // Midnight is the zone's: São Paulo is three hours behind UTC.
        var end = new DateTimeOffset(last.ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.FromHours(-3));
        Assert.Equal(type, Items.TypeOf(item with { ValidUntil = new Validity(end.ToUniversalTime(), default) }));
        Assert.Equal("validUntil", Items.Broken(item with { ValidUntil = new Validity(end.AddSeconds(1).ToUniversalTime(), default) }).Field);
    }

    [Fact]
    public void The_day_of_the_consultation_is_the_zones()
    {
        Assert.Equal(new DateOnly(2026, 11, 19), Items.Clock.DayOf(new DateTimeOffset(2026, 11, 20, 2, 59, 59, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 11, 20), Items.Clock.DayOf(new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("NRA", 30)]
    [InlineData("NRB", 60)]
    [InlineData("NRB2", 30)]
    [InlineData("NRR", 30)]
    [InlineData("NRT", 30)]
    [InlineData("RCE", 60)]
    public void Treatment_lasts_as_long_as_the_type_allows_and_has_to_be_stated(string type, int days)
    {
        var item = examples[type]();
        Assert.Equal(type, Items.TypeOf(item with { TreatmentDays = days }));
        Assert.Equal("treatmentDays", Items.Broken(item with { TreatmentDays = days + 1 }).Field);
        Assert.Equal("treatmentDays", Items.Broken(item with { TreatmentDays = null }).Field);
    }

    [Theory]
    [InlineData("Morfina", "NRA")]
    [InlineData("Midazolam", "NRB")]
    [InlineData("Haloperidol", "RCE")]
    public void Of_ampoules_five_are_the_most_however_long_they_last(string substance, string type)
    {
        Assert.Equal(type, Items.TypeOf(Items.Of(substance, quantity: 5, days: null, form: "ampoule")));
        Assert.Equal("quantity.value", Items.Broken(Items.Of(substance, quantity: 6, days: null, form: "ampoule")).Field);
        Assert.Equal("quantity.value", Items.Broken(Items.Of(substance, quantity: 5.5m, days: 1, form: "ampoule")).Field);
    }

    [Fact]
    public void Six_months_are_for_what_treats_epilepsy_and_Parkinsons_alone()
    {
        foreach (var substance in new[] { "Carbamazepina", "Biperideno", "Fenobarbital", "Valproato de sódio", "Fenitoína sódica" })
            Assert.Equal("RCE", Items.TypeOf(Items.Of(substance, quantity: 180, days: 180)));
        Assert.Equal("treatmentDays", Items.Broken(Items.Of("Carbamazepina", days: 181)).Field);
        Assert.Equal("treatmentDays", Items.Broken(Items.Of("Fluoxetina", days: 61)).Field);
        Assert.Equal("treatmentDays", Items.Broken(Items.Of("Carbamazepina + Fluoxetina", days: 61)).Field);
    }

    [Theory]
    [InlineData("Sibutramina", 15)]
    [InlineData("Femproporex", 50)]
    [InlineData("Anfepramona", 120)]
    [InlineData("Mazindol", 3)]
    public void An_appetite_suppressant_has_a_daily_cap(string substance, int most)
    {
        Assert.Equal("NRB2", Items.TypeOf(Items.Of(substance, daily: most)));
        Assert.Equal("dailyDose", Items.Broken(Items.Of(substance, daily: most + 0.5m)).Field);
        Assert.Equal("dailyDose", Items.Broken(Items.Of(substance)).Field);
    }

    [Fact]
    public void A_quantity_that_lasts_longer_than_the_type_allows_is_refused()
    {
        Assert.Equal("NRB2", Items.TypeOf(Items.Of("Sibutramina", quantity: 30, milligrams: 15, daily: 15)));
        Assert.Equal("quantity.value", Items.Broken(Items.Of("Sibutramina", quantity: 31, milligrams: 15, daily: 15)).Field);
    }

    [Theory]
    [InlineData("Fenobarbital", "tablet", null, "RCE")]
    [InlineData("Perampanel", "tablet", null, "RCE")]
    [InlineData("Tramadol", "capsule", 50.0, "RCE")]
    [InlineData("Tramadol", "modifiedReleaseTablet", 100.0, "RCE")]
    [InlineData("Tramadol", "modifiedReleaseTablet", 101.0, "NRA")]
    [InlineData("Codeína", "tablet", 100.0, "RCE")]
    [InlineData("Codeína", "tablet", 100.5, "NRA")]
    [InlineData("Oxicodona", "modifiedReleaseTablet", 40.0, "RCE")]
    [InlineData("Oxicodona", "modifiedReleaseTablet", 41.0, "NRA")]
    [InlineData("Oxicodona", "tablet", 10.0, "NRA")]
    [InlineData("Dextropropoxifeno", "capsule", 100.0, "RCE")]
    [InlineData("Carisoprodol", "tablet", null, "common")]
    [InlineData("Loperamida", "tablet", null, "common")]
    [InlineData("Isotretinoína", "topical", null, "common")]
    [InlineData("Isotretinoína", "capsule", null, "NRR")]
    [InlineData("Testosterona", "topical", null, "common")]
    [InlineData("Testosterona", "ampoule", null, "RCE")]
    [InlineData("Buprenorfina", "tablet", null, "NRA")]
    public void An_addendum_lowers_what_it_says_and_nothing_else(string substance, string form, double? milligrams, string type) =>
        Assert.Equal(type, Items.TypeOf(Items.Of(substance, quantity: 5, form: form, milligrams: (decimal?)milligrams)));

    [Theory]
    [InlineData("Nalbufina", 10, "RCE")]
    [InlineData("Nalbufina", 11, "NRA")]
    [InlineData("Tramadol", 100, "RCE")]
    public void An_ampoule_is_a_unit(string substance, int milligrams, string type) =>
        Assert.Equal(type, Items.TypeOf(Items.Of(substance, quantity: 5, days: null, form: "ampoule", milligrams: milligrams)));

    [Fact]
    public void What_an_addendum_hangs_on_has_to_be_said()
    {
        Assert.Equal("presentation.form", Items.Broken(Items.Of("Tramadol", form: null)).Field);
        Assert.Equal("presentation.strength", Items.Broken(Items.Of("Tramadol")).Field);
        Assert.Equal("presentation.form", Items.Broken(Items.Of("Tretinoína", form: null)).Field);
        Assert.Equal("RCE", Items.TypeOf(Items.Of("Tramadol") with { Presentation = new PresentationBody(new MassBody(0.05m, "g"), "capsule") }));
        Assert.Equal("RCE", Items.TypeOf(Items.Of("Tramadol") with { Presentation = new PresentationBody(new MassBody(50_000, "mcg"), "capsule") }));
    }

    [Theory]
    [InlineData("Tramadol", "oralSolution", "RCE")]
    [InlineData("Codeína", "oralSolution", "NRA")]
    [InlineData("Codeína", "suppository", "NRA")]
    [InlineData("Buprenorfina", "transdermalPatch", "RCE")]
    [InlineData("Difenoxilato", "tablet", "RCE")]
    [InlineData("Cetamina", "ampoule", "NRB")]
    [InlineData("Misoprostol", "tablet", "RCE")]
    [InlineData("Lenalidomida", "capsule", "NRT")]
    [InlineData("Permanganato de potássio", "tablet", "common")]
    public void What_is_not_coded_goes_to_a_human_whose_decision_is_then_taken(string substance, string form, string decision)
    {
        var item = Items.Of(substance, quantity: 5, form: form);
        var breach = Items.Broken(item);
        Assert.Equal("recipeType", breach.Field);
        Assert.Contains("a human must decide", breach.What, StringComparison.Ordinal);
        Assert.Equal(decision, Items.TypeOf(item with { RecipeType = decision }));
        Assert.Equal("recipeType", Items.Broken(item with { RecipeType = "RET-GLP1" }).Field);
    }

    [Fact]
    public void A_human_decides_nothing_that_is_coded()
    {
        Assert.Equal("recipeType", Items.Broken(Items.Of("Morfina", type: "RCE")).Field);
        Assert.Equal("recipeType", Items.Broken(Items.Of("Losartana", type: "NRA")).Field);
        Assert.Equal("NRA", Items.TypeOf(Items.Of("Morfina", type: "NRA")));
        Assert.Equal("recipeType", Assert.Single(Items.Judge(Items.Of(null, type: "NRA")).Breaches).Field);
    }

    [Theory]
    [InlineData("Heroína", "F1")]
    [InlineData("diacetilmorfina", "F1")]
    [InlineData("LSD", "F2")]
    [InlineData("Cannabis sativa", "E")]
    [InlineData("Norefedrina", "F3")]
    [InlineData("Terfenadina", "F4")]
    [InlineData("Dipirona + Cocaína", "F1")]
    [InlineData("Cloreto de etila", "B1")]
    [InlineData("Nitrito de isopentila", "C1")]
    public void Nobody_prescribes_what_is_proscribed_or_forbidden(string substance, string list)
    {
        var breach = Items.Broken(Items.Of(substance));
        Assert.Equal("substance", breach.Field);
        Assert.Contains($"lista {list}", breach.Norm, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CLONAZEPAM", "NRB")]
    [InlineData("  clonazepam ", "NRB")]
    [InlineData("codeina", "RCE")]
    [InlineData("Fosfato de codeína", "RCE")]
    [InlineData("codeína fosfato hemi-hidratada", "RCE")]
    [InlineData("Cloridrato de metilfenidato", "NRA")]
    [InlineData("dimesilato de lisdexanfetamina", "NRA")]
    [InlineData("Hemitartarato de zolpidem", "NRB")]
    [InlineData("Carbonato de lítio", "RCE")]
    [InlineData("ácido valproico", "RCE")]
    [InlineData("decanoato de haloperidol", "RCE")]
    [InlineData("Amoxicilina tri-hidratada + clavulanato de potássio", "RET-antimicrobial")]
    [InlineData("Paracetamol + Fosfato de codeína", "RCE")]
    [InlineData("Paracetamol, Cafeína", "common")]
    [InlineData("Losartana potássica", "common")]
    public void Case_accents_salts_and_companions_change_nothing(string substance, string type) =>
        Assert.Equal(type, Items.TypeOf(Items.Of(substance, milligrams: 30)));

    [Theory]
    [InlineData("Clonazepam 2 mg")]
    [InlineData("comprimidos de morfina")]
    [InlineData("Ritalina (metilfenidato)")]
    public void A_listed_name_among_other_words_is_not_taken_for_a_substance_of_no_list(string substance) =>
        Assert.Equal("substance", Items.Broken(Items.Of(substance)).Field);

    [Theory]
    [InlineData("Dexmetilfenidato", "NRA")]
    [InlineData("cloridrato de dextroanfetamina", "NRA")]
    [InlineData("Levometadona", "common")]
    public void Whether_an_isomer_is_under_control_is_for_a_human(string substance, string decision)
    {
        Assert.Contains("isomer", Items.Broken(Items.Of(substance)).What, StringComparison.Ordinal);
        Assert.Equal(decision, Items.TypeOf(Items.Of(substance, type: decision)));
        Assert.Equal("common", Items.TypeOf(Items.Of("Esomeprazol")));
        Assert.Equal("NRA", Items.TypeOf(Items.Of("Dexanfetamina")));
    }

    [Fact]
    public void Substances_of_several_lists_together_are_for_a_human()
    {
        var both = Items.Of("Amitriptilina + Clordiazepóxido");
        Assert.Contains("combination", Items.Broken(both).What, StringComparison.Ordinal);
        Assert.Equal("NRB", Items.TypeOf(both with { RecipeType = "NRB" }));
    }

    [Fact]
    public void What_is_spent_whole_is_controlled_whoever_says_otherwise_and_has_one_fill_and_no_parts()
    {
        Assert.True(Items.Judge(Items.Of("Clonazepam")).Controlled);
        Assert.Equal("controlled", Items.Broken(Items.Of("Clonazepam", controlled: false)).Field);
        Assert.Equal("fills", Items.Broken(Items.Of("Clonazepam", fills: 2)).Field);
        Assert.Equal("partialAllowed", Items.Broken(Items.Of("Clonazepam", parts: true)).Field);
        Assert.False(Items.Judge(Items.Of("Amoxicilina", parts: true)).Controlled);
    }

    [Fact]
    public void Only_an_antimicrobial_for_prolonged_use_is_filled_three_times_in_ninety_days()
    {
        var item = Items.Of("Azitromicina", days: 90, fills: 3, prolonged: true);
        Assert.Equal(Items.Date(Items.Day.AddDays(90)), Items.Judge(item).Recipe!.ValidUntil);
        Assert.Equal("fills", Items.Broken(item with { Fills = 4 }).Field);
        Assert.Equal("treatmentDays", Items.Broken(item with { TreatmentDays = 91 }).Field);
        Assert.Equal("validUntil", Items.Broken(item with { Prolonged = null, ValidUntil = Items.Date(Items.Day.AddDays(11)) }).Field);
        Assert.Equal("prolonged", Items.Broken(Items.Of("Clonazepam", prolonged: true)).Field);
    }

    [Fact]
    public void A_consultation_is_judged_by_the_rows_of_its_day()
    {
        Assert.Equal("RET-GLP1", Items.TypeOf(Items.Of("Semaglutida"), new DateOnly(2025, 6, 23)));
        Assert.Equal("common", Items.TypeOf(Items.Of("Semaglutida"), new DateOnly(2025, 6, 22)));
        var before = Items.Broken(Items.Of("Clonazepam"), new DateOnly(2025, 11, 25));
        Assert.Contains("a human must decide which rule held then", before.What, StringComparison.Ordinal);
        Assert.Equal("NRB", Items.TypeOf(Items.Of("Clonazepam"), new DateOnly(2025, 11, 26)));
    }

    [Fact]
    public void Where_nothing_is_known_of_the_substance_the_physicians_word_stands()
    {
        var judgement = Items.Judge(Items.Of(null, days: null, controlled: true));
        Assert.Equal((null, true, 0), (judgement.Recipe, judgement.Controlled, judgement.Breaches.Count));
        Assert.False(Items.Judge(Items.Of(null, fills: 5, parts: true)).Controlled);
    }

    [Fact]
    public void An_operator_may_demand_the_substance_of_what_is_controlled()
    {
        var strict = new RecipeEvaluator(RuleBook.Shipped, Items.Clock, substanceRequired: true);
        var breach = Assert.Single(strict.Judge(Items.Of(null, controlled: true), [], Items.Day).Breaches);
        Assert.Equal(("substance", "Portaria SVS/MS 344/1998"), (breach.Field, breach.Norm));
        Assert.Empty(strict.Judge(Items.Of(null), [], Items.Day).Breaches);
        Assert.Empty(strict.Judge(Items.Of("Clonazepam", controlled: true), ["Clonazepam"], Items.Day).Breaches);
    }

    [Fact]
    public async Task A_demanded_substance_may_be_an_editions()
    {
        var body = new ConsultationBody(Items.Clock.Now, [new Coding("cid-10", "G40")], null, null, [Items.Of(null, controlled: true)], null);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Strict([]).DecideAsync(body, CancellationToken.None));
        Assert.Equal(("rule-broken", "prescriptions[0].substance"), (refused.Refusal.Code, Assert.Single(refused.Refusal.Errors!).Key));
        Assert.Equal("NRB", Assert.Single(await Strict(["Clonazepam"]).DecideAsync(body, CancellationToken.None)).Recipe?.Type);

        static Prescribing Strict(IReadOnlyList<string> known) => new(
            RuleBook.Shipped, (_, _, _) => Task.FromResult(known), Items.Clock, new CoreOptions { DataDirectory = "", KeysDirectory = "", SubstanceRequired = true });
    }

    [Fact]
    public void No_breach_names_what_was_prescribed()
    {
        foreach (var substance in new[] { "Morfina", "Tramadol", "Heroína", "Clonazepam 2 mg", "Cetamina" })
            foreach (var breach in Items.Judge(Items.Of(substance, days: 400, fills: 9, controlled: false)).Breaches)
                Assert.DoesNotContain(substance.Split(' ')[0], breach.Sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_rule_never_loosens_what_the_physician_stated()
    {
        var substances = Gen.OneOfConst(
            "Morfina", "Tramadol", "Clonazepam", "Sibutramina", "Isotretinoína", "Talidomida", "Fluoxetina", "Carbamazepina", "Amoxicilina", "Semaglutida", "Losartana");
        Gen.Select(
            substances, Gen.Int[1, 400], Gen.Int[1, 200], Gen.OneOfConst(PresentationBody.Forms.ToArray()), Gen.Int[1, 200], Gen.Int[-5, 120].Nullable(), Gen.Bool.Nullable(),
            Gen.Int[1, 4]).Sample((substance, quantity, days, form, milligrams, until, controlled, fills) =>
            {
                var stated = until is { } end ? Items.Date(Items.Day.AddDays(end)) : null;
                var item = Items.Of(substance, quantity, days, form, milligrams, stated, controlled, fills, daily: 3);
                var judgement = Items.Judge(item);
                if (controlled is true) Assert.True(judgement.Controlled);
                if (judgement.Recipe is not { } recipe)
                {
                    Assert.All(judgement.Breaches, breach => Assert.NotEmpty(breach.Norm));
                    Assert.NotEmpty(judgement.Breaches);
                    return;
                }
                if (stated is not null) Assert.Equal(stated, recipe.ValidUntil);
                var row = RuleBook.Shipped.RecipeOf(recipe.Type, Items.Day)!;
                if (row.ValidDays is { } most) Assert.True(recipe.ValidUntil!.Date <= Items.Day.AddDays(most));
                if (row.Controlled) Assert.True(judgement.Controlled && controlled is not false && fills == 1);
            });
    }
}
