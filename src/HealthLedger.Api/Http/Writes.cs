using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>What every write does after its rules have passed: accept, wait as the caller prefers, answer.</summary>
public sealed class Writes
{
    /// <param name="successStatus">200 or 201, once confirmed.</param>
    public Task<IResult> SubmitAsync(HttpContext context, OperationDraft draft, int successStatus = StatusCodes.Status201Created) =>
        throw new NotImplementedException();
}
