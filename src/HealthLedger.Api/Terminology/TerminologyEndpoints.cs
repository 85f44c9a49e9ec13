using System.Globalization;
using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Terminology;

/// <summary>One edition of a system's tables.</summary>
/// <param name="InEffect">It answers today.</param>
sealed record EditionView(
    string Table, string Edition, string Source, string Sha256, DateTimeOffset ImportedAt, DateOnly? EffectiveFrom, DateOnly? EffectiveUntil, bool InEffect,
    int Codes, int Refused);

/// <summary>A code system, with the editions that an operator imported; without any its codes are known by their form only.</summary>
sealed record SystemView(string System, IReadOnlyList<EditionView> Editions);

/// <summary>The code tables that requests are checked against, for whoever has to choose a code.</summary>
static class TerminologyEndpoints
{
    public static void MapTerminology(this IEndpointRouteBuilder v1)
    {
        var terminology = v1.MapGroup("/terminology").WithTags("Terminology");
        terminology.MapGet("", ListAsync)
            .WithSummary("List the code systems")
            .WithDescription("Each with its imported editions. Of a table without one in effect, codes are checked by their form only.")
            .Answers(200, TerminologyExamples.Systems);
        terminology.MapGet("/{system}", SearchAsync)
            .WithSummary("Search a code system")
            .WithDescription(
                "`q` is how a code begins, or how words of its description begin, in any order, with or without accents; the best first. Searched is what is in effect "
                + "today, or on the day `on` (YYYY-MM-DD); what is not valid then comes last.")
            .Answers(200, TerminologyExamples.Found);
        terminology.MapGet("/{system}/{code}", GetAsync)
            .WithSummary("Look a code up")
            .WithDescription("In the edition in effect today, or on the day `on` (YYYY-MM-DD). A code that is valid no longer is found too: see `validUntil`.")
            .Answers(200, TerminologyExamples.Concept);
    }

    static async Task<Ok<ListAnswer<SystemView>>> ListAsync(Editions editions, Clock clock, CancellationToken cancellation)
    {
        var all = await editions.AllAsync(cancellation);
        var systems = new List<SystemView>();
        foreach (var system in CodeSystems.Names)
        {
            var views = new List<EditionView>();
            foreach (var edition in all.Where(edition => CodeTables.SystemOf(edition.Table) == system).Reverse())
                views.Add(ViewOf(edition, await editions.InEffectAsync(edition.Table, clock.Today, cancellation)));
            systems.Add(new SystemView(system, views));
        }
        return TypedResults.Ok(new ListAnswer<SystemView>(systems, null));
    }

    static async Task<Ok<ListAnswer<Concept>>> SearchAsync(
        string system, PageQuery page, TerminologySearch search, Clock clock, CancellationToken cancellation, string? q = null, string? on = null)
    {
        RequireKnown(system);
        // The cursor counts what was shown.
        var (shown, limit) = (page.Request.Before == long.MaxValue ? 0 : (int)Math.Clamp(page.Request.Before, 0, int.MaxValue), page.Request.Limit);
        var found = await search.FindAsync(system, q ?? "", DayOf(on, clock), shown, page.Request.Take, cancellation);
        return TypedResults.Ok(Page.Of(found, limit, _ => (long)shown + limit, concept => concept).AsAnswer());
    }

    static async Task<Ok<Concept>> GetAsync(
        string system, string code, Terminologies terminologies, Clock clock, CancellationToken cancellation, string? on = null)
    {
        RequireKnown(system);
        return TypedResults.Ok(await terminologies.FindAsync(system, code, DayOf(on, clock), cancellation) ?? throw Problems.NotFound.With().AsException());
    }

    static void RequireKnown(string system)
    {
        if (!CodeSystems.IsKnown(system)) throw Problems.NotFound.With().AsException();
    }

    static DateOnly DayOf(string? on, Clock clock)
    {
        if (on is null) return clock.Today;
        return DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]> { ["on"] = ["A day as YYYY-MM-DD."] }).AsException();
    }

    static EditionView ViewOf(Edition edition, Edition? inEffect) => new(
        edition.Table, edition.Name, edition.Source, edition.FileHash, DateTimeOffset.FromUnixTimeMilliseconds(edition.ImportedAt),
        edition.EffectiveFrom == DateOnly.MinValue ? null : edition.EffectiveFrom, edition.EffectiveUntil, edition.Id == inEffect?.Id, edition.Taken, edition.Refused);
}

/// <summary>What the documentation shows of these endpoints.</summary>
static class TerminologyExamples
{
    public static readonly object Concept = new
    {
        system = "cid-10", code = "J45.0", display = "Asma predominantemente alérgica", ingredients = Array.Empty<string>(), presentation = (string?)null,
        holder = (string?)null, register = (string?)null, validFrom = (string?)null, validUntil = (string?)null, sex = (string?)null, edition = "cid-10 2008",
    };
    public static readonly object Found = new { items = new[] { Concept }, next = (string?)null };
    public static readonly object Systems = new
    {
        items = new[]
        {
            new
            {
                system = "cid-10",
                editions = new[]
                {
                    new
                    {
                        table = "cid-10", edition = "2008", source = "DATASUS CID-10 subcategories",
                        sha256 = "8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0", importedAt = "2026-11-20T12:30:00.000Z",
                        effectiveFrom = (string?)null, effectiveUntil = (string?)null, inEffect = true, codes = 12451, refused = 0,
                    },
                },
            },
        },
        next = (string?)null,
    };
}
