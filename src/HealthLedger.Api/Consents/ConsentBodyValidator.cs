using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Core.Consents;

namespace HealthLedger.Api.Consents;

sealed class ConsentBodyValidator : AbstractValidator<ConsentBody>
{
    public ConsentBodyValidator()
    {
        RuleFor(body => body.Grantee).Identifier();
        RuleFor(body => body.Scopes).NotEmpty().WithMessage("At least one scope.");
        RuleForEach(body => body.Scopes).OneOf(ConsentWords.AllScopes);
        RuleFor(body => body.Purpose).OneOf(ConsentWords.AllPurposes);
        RuleFor(body => body.ValidUntil).Required();
        RuleFor(body => body.Resource).ResourceId();
    }
}
