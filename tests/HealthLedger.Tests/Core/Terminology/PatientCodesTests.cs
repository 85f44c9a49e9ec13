using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core.Terminology;

public sealed class PatientCodesTests : IAsyncDisposable
{
    static readonly DateTimeOffset may2020 = new(2020, 5, 15, 12, 0, 0, TimeSpan.Zero);

    readonly TerminologyWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Without_an_edition_a_form_is_all_there_is_to_check() =>
        await RequireAsync(new Coding("cid-10", "Z99.9"), new Coding("icd-11", "9Z99"), new Coding("tuss", "99999999"), new Coding("anvisa", "999999999"), new Coding("dcb", "99999"));

    [Fact]
    public async Task An_unknown_code_is_named_with_its_field_and_edition()
    {
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma"]);
        await RequireAsync(new Coding("cid-10", "J450"), new Coding("cid-10", "J45"));

        var refusal = await TerminologyWorld.RefusedAsync(() => RequireAsync(new Coding("cid-10", "J45.0"), new Coding("cid-10", "J46")));
        Assert.Equal("rule-broken", refusal.Code);
        Assert.Equal("names a code that may not be used: J46 is unknown in cid-10 2008", Assert.Single(Assert.Single(refusal.Errors!, error => error.Key == "codes[1].code").Value));
    }

    [Fact]
    public async Task A_code_counts_on_the_days_on_which_it_is_valid()
    {
        await world.ImportAsync("2020", ["tuss-22;display;valid from;valid until", "30904170;Implante;2010-01-01;2020-05-15"]);
        await RequireAsync(LedgerId.Random(), EndOf("2010-01-01"), new Coding("tuss", "30904170"));
        await RequireAsync(LedgerId.Random(), EndOf("2020-05-15"), new Coding("tuss", "30904170"));
        await AssertRefusedAsync("30904170 is not valid before 2010-01-01, says tuss-22 2020", LedgerId.Random(), EndOf("2009-12-31"), new Coding("tuss", "30904170"));
        await AssertRefusedAsync("30904170 was valid until 2020-05-15, says tuss-22 2020", LedgerId.Random(), EndOf("2020-05-16"), new Coding("tuss", "30904170"));

        static DateTimeOffset EndOf(string day) => new(TerminologyWorld.Day(day), new TimeOnly(23, 59), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_code_of_one_sex_is_refused_to_the_other_alone()
    {
        await world.ImportAsync("2008", ["cid-10;display;sex", "O80.0;Parto;female"]);
        foreach (var sex in (string?[])["female", "other", "unknown", null])
            await RequireAsync(await PatientAsync(sex), may2020, new Coding("cid-10", "O80.0"), new Coding("cid-10", "O80"));
        var man = await PatientAsync("male");
        foreach (var code in (string[])["O80.0", "O800", "O80"]) await AssertRefusedAsync($"{code} is of female patients only", man, may2020, new Coding("cid-10", code));
    }

    [Fact]
    public async Task Each_code_of_an_icd_11_cluster_is_looked_up()
    {
        await world.ImportAsync(world.File(
        [
            "Linearization URI\tCode\tTitle\tClassKind", "l\tCA23.0\tAsma\tcategory", "l\tMD12\tTosse\tcategory", "l\tXS5W\tLeve\tcategory",
            "l\tXM8QV9\tEritrócitos\tcategory",
        ]));
        foreach (var cluster in (string[])["CA23.0", "CA23.0&XS5W", "CA23.0/MD12&XM8QV9"]) await RequireAsync(new Coding("icd-11", cluster));
        await AssertRefusedAsync("MD13 is unknown", LedgerId.Random(), may2020, new Coding("icd-11", "CA23.0/MD13&XM8QV9"));
        await AssertRefusedAsync("XM8QV8 is unknown", LedgerId.Random(), may2020, new Coding("icd-11", "CA23.0&XM8QV8"));
        foreach (var cluster in (string[])["CA23.0&XM8QV9", "CA23.0/MD12"]) CodeRules.Require(new Coding("icd-11", cluster), "field");
    }

    [Fact]
    public async Task An_exam_is_a_procedure_of_tuss_and_a_medicine_none()
    {
        await world.ImportAsync("2020", ["tuss-22;display", "40302040;Glicose"]);
        // Of table 20 there is no edition: that a code is of 20 shows in it.
        await world.Codes.RequireAsync(
            LedgerId.Random(), [new CodeUse(new Coding("tuss", "90246713"), "medicine", CodeTables.TussMedicines)], may2020, CoreWorld.Cancellation);

        var refusal = await TerminologyWorld.RefusedAsync(() => world.Codes.RequireAsync(
            LedgerId.Random(), [new CodeUse(new Coding("tuss", "90246713"), "examRequests[0]", CodeTables.TussProcedures)], may2020, CoreWorld.Cancellation));
        Assert.Contains("90246713 is unknown in tuss-22 2020", refusal.Detail, StringComparison.Ordinal);
    }

    Task RequireAsync(params Coding[] codings) => RequireAsync(LedgerId.Random(), may2020, codings);

    Task RequireAsync(LedgerId patient, DateTimeOffset? at, params Coding[] codings) =>
        world.Codes.RequireAsync(patient, codings.Select((coding, index) => new CodeUse(coding, $"codes[{index}]")), at, CoreWorld.Cancellation);

    async Task AssertRefusedAsync(string sentence, LedgerId patient, DateTimeOffset at, Coding coding) => Assert.Contains(
        sentence, (await TerminologyWorld.RefusedAsync(() => RequireAsync(patient, at, coding))).Detail, StringComparison.Ordinal);

    async Task<LedgerId> PatientAsync(string? sex)
    {
        var id = LedgerId.Random();
        var vault = await world.World.SubjectAsync(id);
        var content = new JsonObject { ["name"] = "Ana Lima" };
        if (sex is not null) content["sex"] = sex;
        var profile = vault.SealPayload(new PayloadDraft(id, PayloadKinds.Profile, id, 1, Digest.Zero, Story.AnyDigest(), content), world.World.Network.Identity);
        await world.World.Store.WriteAsync((db, _) => Task.FromResult(db.Add(profile)), CoreWorld.Cancellation);
        return id;
    }
}
