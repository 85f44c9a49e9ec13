using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Insurance;

/// <summary>
/// An insurer's decision on an exam. A denial names the contract's clause or the norm it rests on (RN ANS 623/2024); "under analysis" is none.
/// </summary>
/// <param name="Decision">`authorized` or `denied`.</param>
public sealed record DecisionBody(string? Decision, string? Reason, string? Clause, string? Norm, OperatorBody? Operator = null) : Confidential, IOperated
{
    public const string Authorized = "authorized", Denied = "denied";
}
