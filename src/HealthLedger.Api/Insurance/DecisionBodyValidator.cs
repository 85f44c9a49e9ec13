using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Insurance;

namespace HealthLedger.Api.Insurance;

sealed class DecisionBodyValidator : AbstractValidator<DecisionBody>
{
    public DecisionBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Decision).OneOf([DecisionBody.Authorized, DecisionBody.Denied]);
        RuleFor(body => body.Reason).OptionalText(Rules.LongestReason);
        RuleFor(body => body.Clause).OptionalText();
        RuleFor(body => body.Norm).OptionalText();
    }
}
