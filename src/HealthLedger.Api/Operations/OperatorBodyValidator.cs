using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Operations;

sealed class OperatorBodyValidator : AbstractValidator<OperatorBody>
{
    public OperatorBodyValidator()
    {
        RuleFor(body => body.Name).Text();
        RuleFor(body => body.Register).OptionalText(50);
    }
}

static class OperatorRule
{
    /// <summary>Whoever acts for an organization may be named.</summary>
    public static void OperatorMayBeNamed<T>(this AbstractValidator<T> validator) where T : IOperated =>
        validator.RuleFor(body => body.Operator!).SetValidator(new OperatorBodyValidator()).When(body => body.Operator is not null);
}
