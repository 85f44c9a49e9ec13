using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Regulation;

/// <summary>The paper's first flow: a regulator registers, suspends and reactivates; keys and credentials are renewed.</summary>
static class RegulationEndpoints
{
    const string Tag = "Regulation";

    public static void MapRegulation(this IEndpointRouteBuilder v1)
    {
        var entities = v1.MapGroup("/entities").WithTags(Tag);
        entities.MapPost("", RegisterAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("Register an entity")
            .WithDescription("Gives it an identifier, a key on the ledger and a temporary password, which is shown here only and opens nothing but its own change.")
            .WithExample(Examples.Patient).Answers(201, Examples.Registered).Problems(Problems.EntityAlreadyRegistered, Problems.EntityKeyLost);
        entities.MapGet("", ListAsync)
            .WithSummary("Find entities")
            .WithDescription("A regulator finds all; others find active professionals and organizations. `q` is a whole identifier, or how words of the name begin, in any order, with or without accents.")
            .Answers(200, Examples.Entities);
        entities.MapGet("/{id}", GetAsync)
            .WithSummary("Look an entity up").WithDescription("Absent, and not for you to see, look the same.").Answers(200, Examples.Entity);
        entities.MapPost("/{id}/suspension", SuspendAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("Suspend an entity").WithDescription("It can do nothing from the acceptance of this request on; what it wrote stays.")
            .WithExample(Examples.Reason).Answers(200, Examples.Suspended)
            .Problems(Problems.EntityNotActive, Problems.LastActiveRegulator);
        entities.MapDelete("/{id}/suspension", ReactivateAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("Reactivate a suspended entity").WithDescription("Takes no body.").Answers(200, Examples.Reactivated)
            .Problems(Problems.EntityNotSuspended);
        entities.MapPost("/{id}/key-rotation", RotateKeyAsync)
            .WithSummary("Give an entity a new key")
            .WithDescription("The entity itself or a regulator asks; the old key signs for the new one, and the identity stays. Takes no body.")
            .Answers(200, Examples.Rotated).Problems(Problems.EntityNotActive, Problems.EntityKeyLost);
        entities.MapPost("/{id}/credential-reset", ResetAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("Give an entity a new temporary password")
            .WithDescription("Ends every token of the entity. Nothing of it is on the ledger. Takes no body.").Answers(200, Examples.Reset);

        entities.MapGet("/{id}/open-work", OpenWorkAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("List what an entity leaves undone")
            .WithDescription(
                "Exams that a center accepted and has not completed, exam requests that await an insurer's decision, appointments of a physician or of hospital staff; each "
                + "with how it is released, and by whom: a regulator while the entity is suspended. Each patient listed has it on its access log.")
            .Answers(200, Examples.OpenWork);

        var ledger = v1.MapGroup("/ledger").WithTags(Tag).RequireClass(EntityClass.Regulator);
        ledger.MapGet("/statistics", StatisticsAsync)
            .WithSummary("Count the entities of each class").WithDescription("Read from the contract's own counters at the index's block.")
            .Answers(200, Examples.Statistics);
        ledger.MapGet("/transactions", TransactionsAsync)
            .WithMetadata(new StreamedAnswer(["application/x-ndjson", "text/csv"]))
            .WithSummary("List operations with their transactions")
            .WithDescription(
                "All, or those that one `entity` made or that concern it, of one `kind` (`dispense`, `addConsultation`, …; a page may then hold fewer than `limit` and "
                + "still have a `next`), in one `state` (`accepted`, `sent`, `confirmed`, `failed`), accepted `from` and `until` a time. As `application/x-ndjson` or "
                + "`text/csv` (by `Accept`, or `format=ndjson`, `format=csv`) all that match, without pages.")
            .Answers(200, Examples.Transactions);
    }

    static async Task<IResult> RegisterAsync(
        EntityBody body, Actor actor, RequestIdentity request, Registrar registrar, Credentials credentials, Clock clock, Writes writes, HttpContext http)
    {
        if (!EntityClasses.TryParse(body.Class, out var entityClass)) throw new InvalidOperationException("The validator lets no other class through.");
        if (body.BirthDate > clock.Today) throw Problems.Broken("birthDate", "lies in the future");
        var password = await credentials.NewTemporaryAsync(http.RequestAborted);
        var draft = registrar.Register(actor, body, entityClass, request, password.For);
        return await writes.SubmitAsync(http, draft);
    }

    static async Task<Ok<ListAnswer<EntityView>>> ListAsync(
        Actor actor, PageQuery page, EntityReader reader, CancellationToken cancellation, string? @class = null, string? q = null)
    {
        EntityClass? wanted = null;
        if (@class is not null)
            wanted = EntityClasses.TryParse(@class, out var known) ? known : throw Query.OneOf("class", EntityClasses.All.Select(one => one.NameOf()));
        return TypedResults.Ok((await reader.ListAsync(actor, wanted, q, page, cancellation)).AsAnswer());
    }

    static async Task<Ok<EntityView>> GetAsync(EntityIdentifier id, Actor actor, EntityReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, cancellation));

    static async Task<IResult> SuspendAsync(
        EntityIdentifier id, ReasonBody body, Actor actor, RequestIdentity request, Registrar registrar, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(
            http, await registrar.SuspendAsync(actor, await registrar.RequireAsync(id, http.RequestAborted), body.Reason!, request, http.RequestAborted));

    static async Task<IResult> ReactivateAsync(
        EntityIdentifier id, Actor actor, RequestIdentity request, Registrar registrar, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, Registrar.Reactivate(actor, await registrar.RequireAsync(id, http.RequestAborted), request));

    static async Task<IResult> RotateKeyAsync(
        EntityIdentifier id, Actor actor, RequestIdentity request, Registrar registrar, Writes writes, HttpContext http)
    {
        if (actor.Class != EntityClass.Regulator && actor.Identifier != id.ToString()) throw Problems.Forbidden.With().AsException();
        var entity = await registrar.RequireAsync(id, http.RequestAborted);
        return await writes.SubmitAsync(http, await registrar.RotateKeyAsync(entity, request, http.RequestAborted));
    }

    static async Task<Ok<ResetAnswer>> ResetAsync(
        EntityIdentifier id, Registrar registrar, Credentials credentials, CancellationToken cancellation)
    {
        var entity = await registrar.RequireAsync(id, cancellation);
        return TypedResults.Ok(new ResetAnswer(entity.Identifier, await credentials.ResetAsync(entity.Entity, cancellation)));
    }

    static async Task<Ok<Dictionary<string, object>>> StatisticsAsync(ILedgerNetwork network, CancellationToken cancellation)
    {
        var statistics = await network.ReadStatisticsAsync(cancellation);
        var answer = EntityClasses.All.ToDictionary(
            entityClass => entityClass.NameOf(), object (entityClass) => statistics.Entities.GetValueOrDefault(entityClass));
        answer["blockNumber"] = statistics.Block;
        answer["blockHash"] = statistics.BlockHash.ToString();
        return TypedResults.Ok(answer);
    }

    static async Task<Ok<ListAnswer<OpenWorkView>>> OpenWorkAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Registrar registrar, OpenWorkReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.OfAsync(actor, await registrar.RequireAsync(id, cancellation), page, cancellation)).AsAnswer());

    static async Task<Results<Ok<ListAnswer<OperationView>>, EmptyHttpResult>> TransactionsAsync(
        PageQuery page, OperationMonitor monitor, Registrar registrar, Clock clock, Caller caller, HttpContext http, EntityIdentifier? entity = null,
        string? kind = null, string? state = null, string? from = null, string? until = null, string? format = null)
    {
        var cancellation = http.RequestAborted;
        format = TransactionExport.FormatOf(http.Request, format);
        var filter = new OperationFilter(
            entity is { } identifier ? (await registrar.RequireAsync(identifier, cancellation)).Entity : null,
            Query.RequireOneOf(kind, "kind", OperationReader.Kinds),
            Query.RequireOneOf(state, "state", OperationReader.States) is { } word ? OperationReader.StateOf(word) : null,
            Query.BeginOf(clock, from, "from"), Query.EndOf(clock, until, "until"));
        if (format == "json") return TypedResults.Ok((await monitor.ListAsync(filter, page, cancellation)).AsAnswer());
        caller.LeaveTurnstile();
        await TransactionExport.WriteAsync(http, format, next => monitor.ListAsync(filter, next, cancellation), page.Request.Before);
        return TypedResults.Empty;
    }
}

/// <summary>A new temporary password, shown once.</summary>
sealed record ResetAnswer(string Identifier, string TemporaryPassword)
{
    public override string ToString() => nameof(ResetAnswer);
}
