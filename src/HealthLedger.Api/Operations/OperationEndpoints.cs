using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Operations;

/// <summary>What became of a write: the resource that a 202 points to, and the list of those that need a person.</summary>
static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/operations/{id}", GetAsync).WithTags("Operations")
            .WithSummary("Follow an operation").WithDescription("Its actor or a regulator sees where it stands and, while it waits, what for.")
            .Answers(200, Examples.Operation);

        var attention = v1.MapGroup("/ledger/attention").WithTags("Operations").RequireClass(EntityClass.Regulator);
        attention.MapGet("", AttentionAsync)
            .WithSummary("List what needs an operator")
            .WithDescription("Operations that will not reach the ledger, then entities whose key is not in this gateway's custody; each newest first.")
            .Answers(200, Examples.Attention);
        attention.MapGet("/{operation}", CarriedAsync)
            .WithSummary("Read what a failed operation carried")
            .WithDescription("For an operation of the list, with a stated `reason`. The access is on the log of whom it concerns before it is answered.")
            .Answers(200, Examples.Carried).Problems(Problems.ReasonRequired);
    }

    static async Task<Ok<OperationView>> GetAsync(LedgerId id, Actor actor, OperationReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, cancellation));

    static async Task<Ok<ListAnswer<AttentionView>>> AttentionAsync(PageQuery page, AttentionReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.ListAsync(page, cancellation)).AsAnswer());

    static async Task<Ok<CarriedView>> CarriedAsync(
        LedgerId operation, Actor actor, AttentionReader reader, CancellationToken cancellation, string? reason = null) =>
        TypedResults.Ok(await reader.ReadAsync(actor, operation, reason, cancellation));
}
