using FluentValidation;
using HealthLedger.Api.Consultation;
using HealthLedger.Api.Http;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Api.Medicines;

sealed class PrescriptionBodyValidator : AbstractValidator<PrescriptionBody>
{
    internal const int LongestNotification = 30;

    const int LongestTreatment = 3650;

    public PrescriptionBodyValidator()
    {
        RuleFor(item => item.Medicine!).Required().SetValidator(new CodingValidator());
        RuleFor(item => item.Quantity).Required();
        When(item => item.Quantity is not null, () =>
        {
            RuleFor(item => item.Quantity!.Value).Must(value => Quantities.IsValid(value))
                .WithMessage($"A number above 0, at most {Quantities.Largest}, with at most three decimal places.");
            RuleFor(item => item.Quantity!.Unit).Text(50);
        });
        RuleFor(item => item.Dosage).Text(2000);
        RuleFor(item => item.Fills).Must(fills => fills is >= 1 and <= PrescriptionRules.MostFills)
            .WithMessage($"A whole number from 1 to {PrescriptionRules.MostFills}.");
        RuleFor(item => item.TreatmentDays).InclusiveBetween(1, LongestTreatment).WithMessage($"A whole number from 1 to {LongestTreatment}.");
        RuleFor(item => item.Substance).OptionalText(500);
        RuleFor(item => item.DailyDose!).SetValidator(new MassBodyValidator()).When(item => item.DailyDose is not null);
        RuleFor(item => item.Notification).OptionalText(LongestNotification);
        RuleFor(item => item.RecipeType).OptionalText(50);
        When(item => item.Presentation is not null, () =>
        {
            RuleFor(item => item.Presentation!.Form).OneOf(PresentationBody.Forms).When(item => item.Presentation!.Form is not null);
            RuleFor(item => item.Presentation!.Strength!).SetValidator(new MassBodyValidator()).When(item => item.Presentation!.Strength is not null);
        });
    }
}

sealed class MassBodyValidator : AbstractValidator<MassBody>
{
    const decimal Largest = 1_000_000;

    public MassBodyValidator()
    {
        RuleFor(mass => mass.Value).Must(value => value is > 0 and <= Largest).WithMessage($"A number above 0, at most {Largest}.");
        RuleFor(mass => mass.Unit).OneOf(MassBody.Units);
    }
}
