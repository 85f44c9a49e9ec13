using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Core.Research;

namespace HealthLedger.Api.Research;

sealed class StudyBodyValidator : AbstractValidator<StudyBody>
{
    public StudyBodyValidator()
    {
        RuleFor(body => body.Title).Text();
        RuleFor(body => body.Protocol).Text(Rules.LongestText);
        RuleFor(body => body.From).Required();
        RuleFor(body => body.Until).Required();
        RuleFor(body => body.Codes).AtMost(StudyBody.MostCodes);
        RuleForEach(body => body.Codes).ChildRules(prefix =>
        {
            prefix.RuleFor(code => code.System).Text(50);
            prefix.RuleFor(code => code.Code).Matches("^[A-Z0-9][A-Z0-9.]{0,11}$").WithMessage("How codes begin: capital letters, digits and points.")
                .Required();
        });
        RuleFor(body => body.K).InclusiveBetween(StudyBody.LeastK, StudyBody.MostK)
            .WithMessage($"A whole number from {StudyBody.LeastK} to {StudyBody.MostK}.");
    }
}
