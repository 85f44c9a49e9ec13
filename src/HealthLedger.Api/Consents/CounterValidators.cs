using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Api.Consents;

sealed class LookupBodyValidator : AbstractValidator<LookupBody>
{
    public LookupBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Cpf).Must((body, cpf) => (cpf is null) != (body.Cns is null)).WithMessage("Either cpf or cns.");
        RuleFor(body => body.Cpf).Must(Documents.IsCpf).When(body => body.Cpf is not null).WithMessage("A CPF has eleven digits, the last two of which check the others.");
        RuleFor(body => body.Cns).Must(Documents.IsCns).When(body => body.Cns is not null).WithMessage("A CNS has fifteen digits that check each other.");
    }
}

sealed class ConsentRequestBodyValidator : AbstractValidator<ConsentRequestBody>
{
    public ConsentRequestBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Scopes).NotEmpty().WithMessage("At least one scope.");
        RuleForEach(body => body.Scopes).OneOf(ConsentWords.AllScopes);
        RuleFor(body => body.Purpose).OneOf(ConsentWords.AllPurposes);
        RuleFor(body => body.ValidUntil).Required();
        RuleFor(body => body.Resource).ResourceId();
    }
}

sealed class ApprovalBodyValidator : AbstractValidator<ApprovalBody>
{
    public ApprovalBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Code).OptionalText(50);
    }
}

sealed class CodesBodyValidator : AbstractValidator<CodesBody>
{
    public CodesBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Count).InclusiveBetween(1, CodesBody.Most).WithMessage($"A whole number from 1 to {CodesBody.Most}.");
    }
}
