using FluentValidation;
using HealthLedger.Api.Consultation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Appointments;

namespace HealthLedger.Api.Appointments;

sealed class AppointmentBodyValidator : AbstractValidator<AppointmentBody>
{
    public AppointmentBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Patient).Identifier();
        RuleFor(body => body.Physician).Identifier();
        RuleFor(body => body.StartsAt).Required();
        RuleFor(body => body.EndsAt).Required();
        RuleFor(body => body.Place).Text();
        RuleFor(body => body.Remarks).OptionalText(2000);
    }
}

sealed class LinkBodyValidator : AbstractValidator<LinkBody>
{
    public LinkBodyValidator() => RuleFor(body => body.Staff).Identifier();
}

sealed class DraftBodyValidator : AbstractValidator<DraftBody>
{
    public DraftBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Physician).Identifier();
        RuleFor(body => body.Consultation!).Required().SetValidator(new ConsultationBodyValidator());
    }
}

sealed class SignOffBodyValidator : AbstractValidator<SignOffBody>
{
    public SignOffBodyValidator() =>
        RuleFor(body => body.Consultation!).SetValidator(new ConsultationBodyValidator()).When(body => body.Consultation is not null);
}
