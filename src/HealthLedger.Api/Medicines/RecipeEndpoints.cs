using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Medicines;

/// <summary>What prescription law wants on paper: a consultation's recipe documents, and a pharmacy's report of what it sold on them.</summary>
static class RecipeEndpoints
{
    public static void MapRecipes(this IEndpointRouteBuilder v1)
    {
        var recipes = v1.MapGroup("").WithTags("Medicines");
        recipes.MapGet("/patients/{id}/consultations/{record}/recipes", ListAsync)
            .WithSummary("Read a consultation's recipe documents")
            .WithDescription("The patient, a holder of `records:read` or `prescriptions:read`, or a regulator who states a `reason`. Items of one type and one end, "
                + "as many on a document as the type allows; `unclassified` where nothing is known of the substance.")
            .Answers(200, Examples.Recipes).Problems(Problems.ReasonRequired);
        recipes.MapGet("/me/sngpc", ReportAsync).RequireClass(EntityClass.Pharmacy)
            .WithSummary("Report what was sold on kept recipes")
            .WithDescription($"The pharmacy's own sales from `from` until `until`, at most {SngpcReader.MostDays} days, as the SNGPC's XML; "
                + "reversed ones are left out.")
            .Answers(200, Examples.Sngpc, SngpcFile.MediaType);
    }

    static async Task<Ok<ListAnswer<RecipeView>>> ListAsync(
        EntityIdentifier id, LedgerId record, Actor actor, Patients patients, PatientAccess access, RecipeReader reader, CancellationToken cancellation,
        string? reason = null)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.RecordsRead | Scopes.PrescriptionsRead, record, "recipes.list", reason, cancellation);
        return TypedResults.Ok(new ListAnswer<RecipeView>(await reader.OfConsultationAsync(patient, record, cancellation), null));
    }

    static async Task<IResult> ReportAsync(
        Actor actor, Caller caller, PatientAccess access, SngpcReader reader, CancellationToken cancellation, DateOnly? from = null, DateOnly? until = null)
    {
        caller.LeaveTurnstile();
        if (from is not { } begin) throw Wrong("from", "A date: the first day.");
        if (until is not { } end || end < begin || end.DayNumber - begin.DayNumber >= SngpcReader.MostDays)
            throw Wrong("until", $"A date, at most {SngpcReader.MostDays} days with the first.");
        var report = await reader.ReportAsync(actor.Entity, begin, end, cancellation);
        // The law has the pharmacy report its own sales; no consent is asked, but each patient sees that it did.
        foreach (var patient in report.Sales.Select(sale => sale.Patient).Distinct()) await access.NoteAsync(actor, patient, "sngpc.report", cancellation);
        return new SngpcFile(report);
    }

    static RefusedException Wrong(string parameter, string what) =>
        Problems.BodyInvalid.With(errors: new Dictionary<string, string[]> { [parameter] = [what] }).AsException();
}
