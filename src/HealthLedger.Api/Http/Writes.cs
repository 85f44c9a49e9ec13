using System.Text.Json.Nodes;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Serilog;

namespace HealthLedger.Api.Http;

/// <summary>What every write does after its rules have passed: accept, wait as long as the caller prefers, answer.</summary>
public sealed class Writes(OperationDesk desk, Answers answers, ILedgerNetwork network, Caller caller, IDiagnosticContext log)
{
    /// <summary>
    /// Accepts the operation and answers 200 or 201 once it is confirmed, 202 when the caller's patience ends before, or with the problem for
    /// which the ledger refused it.
    /// </summary>
    public Task<IResult> SubmitAsync(HttpContext context, OperationDraft draft) => AnswerAsync(context, async () =>
    {
        var operation = await desk.AcceptAsync(draft, context.RequestAborted);
        if (operation.BodyHash != draft.Request.BodyHash) throw Problems.IdempotencyKeyReused.With().AsException();
        // From here on a duplicate finds the operation: it need not wait for this request's answer.
        caller.ReleaseKey();
        return operation;
    });

    /// <summary>The present answer of an operation: the same for the request that made it and for every repetition.</summary>
    public Task<IResult> AnswerAsync(HttpContext context, Operation accepted) => AnswerAsync(context, () => Task.FromResult(accepted));

    async Task<IResult> AnswerAsync(HttpContext context, Func<Task<Operation>> accept)
    {
        var wait = Prefer.WaitOf(context.Request.Headers["Prefer"]);
        // The disk and the chain are waited for outside.
        var operation = await caller.Place!.OutsideAsync(
            async () =>
            {
                var accepted = await accept();
                log.Set("OperationId", accepted.Id.ToString());
                return await desk.WaitAsync(accepted, wait, context.RequestAborted);
            },
            context.RequestAborted);
        Boundaries.Passed(Boundary.Answered);
        if (operation.State == OperationState.Failed)
            return new ProblemAnswer(new Refusal(
                operation.ProblemCode ?? Problems.LedgerConflict.Code, operation.ProblemDetail ?? Problems.LedgerConflict.Title + "."));
        var confirmed = operation.State == OperationState.Confirmed;
        if (confirmed && network.Health is { Doubtful: true } health) throw Problems.LedgerUnavailable.With(health.Explanation).AsException();
        log.Set("TransactionHash", operation.TransactionHash?.ToString());
        var body = await answers.OfAsync(operation, context.RequestAborted);
        body["ledger"] = new JsonObject
        {
            ["operationId"] = operation.Id.ToString(),
            ["transactionHash"] = confirmed ? operation.TransactionHash?.ToString() : null,
            ["blockNumber"] = confirmed ? operation.BlockNumber : null,
        };
        if (!confirmed) context.Response.Headers.Location = $"/v1/operations/{operation.Id}";
        return TypedResults.Json(body, statusCode: confirmed ? Answers.StatusOf(operation.Command) : StatusCodes.Status202Accepted);
    }
}
