using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Medicines;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Api.Consultation;

sealed class ConsultationBodyValidator : AbstractValidator<ConsultationBody>
{
    internal const int MostDiagnoses = 50;

    public ConsultationBodyValidator()
    {
        RuleFor(body => body.OccurredAt).Required();
        RuleFor(body => body.Diagnoses).NotEmpty().WithMessage("At least one diagnosis.").AtMost(MostDiagnoses);
        RuleForEach(body => body.Diagnoses).SetValidator(new CodingValidator());
        RuleFor(body => body.Observations).OptionalText(Rules.LongestText);
        RuleFor(body => body.Appointment).ResourceId();
        RuleFor(body => body.ExamRequests).AtMost(ConsultationBody.MostItems);
        RuleForEach(body => body.ExamRequests).ChildRules(exam =>
        {
            exam.RuleFor(request => request.System).Text(50);
            exam.RuleFor(request => request.Code).Text(100);
            exam.RuleFor(request => request.Justification).OptionalText(Rules.LongestText);
            exam.RuleFor(request => request.Kind).OneOf(ExamKinds.All).When(request => request.Kind is not null);
        });
        RuleFor(body => body.Prescriptions).AtMost(ConsultationBody.MostItems);
        RuleForEach(body => body.Prescriptions).SetValidator(new PrescriptionBodyValidator());
    }
}

sealed class CodingValidator : AbstractValidator<Coding>
{
    public CodingValidator()
    {
        RuleFor(coding => coding.System).Text(50);
        RuleFor(coding => coding.Code).Text(100);
    }
}

sealed class AmendmentBodyValidator : AbstractValidator<AmendmentBody>
{
    public AmendmentBodyValidator()
    {
        RuleFor(body => body.Reason).Text(Rules.LongestReason);
        RuleFor(body => body.Observations).OptionalText(Rules.LongestText);
        RuleFor(body => body.Diagnoses).AtMost(ConsultationBodyValidator.MostDiagnoses);
        RuleForEach(body => body.Diagnoses).SetValidator(new CodingValidator());
        RuleFor(body => body.Diagnoses).Must((body, diagnoses) => diagnoses is { Count: > 0 } || body.Observations is not null)
            .WithMessage("Something has to change: diagnoses or observations.");
    }
}
