using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Operations;

/// <summary>What became of a write: the resource that a 202 points to.</summary>
static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/operations/{id}", GetAsync).WithTags("Operations")
            .WithSummary("Follow an operation").WithDescription("Its actor or a regulator sees where it stands and, while it waits, what for.")
            .Answers(200, Examples.Operation);

    static async Task<Ok<OperationView>> GetAsync(LedgerId id, Actor actor, OperationReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, cancellation));
}
