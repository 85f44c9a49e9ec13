using FluentValidation;
using HealthLedger.Api.Consultation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Api.Medicines;

sealed class DispensationBodyValidator : AbstractValidator<DispensationBody>
{
    const int MostLots = 100;
    const int LongestBuyer = 2000;
    const int MostBoxes = 999_999;

    public DispensationBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Quantity).Must(Quantities.IsValid)
            .WithMessage($"A number above 0, at most {Quantities.Largest}, with at most three decimal places.");
        RuleFor(body => body.Product!).SetValidator(new CodingValidator()).When(body => body.Product is not null);
        RuleFor(body => body.Lots).AtMost(MostLots);
        RuleForEach(body => body.Lots).ChildRules(lot =>
        {
            lot.RuleFor(item => item.Lot).Text(50);
            lot.RuleFor(item => item.Quantity).Must(Quantities.IsValid).WithMessage("A number above 0 with at most three decimal places.");
            lot.RuleFor(item => item.Boxes).InclusiveBetween(1, MostBoxes).WithMessage($"A whole number from 1 to {MostBoxes}.");
        });
        RuleFor(body => body.Notification).OptionalText(PrescriptionBodyValidator.LongestNotification);
        RuleFor(body => body.Buyer).Must(buyer => buyer is null || buyer.ToJsonString().Length <= LongestBuyer).WithMessage($"At most {LongestBuyer} characters.");
        When(body => body.Pharmacist is not null, () =>
        {
            RuleFor(body => body.Pharmacist!.Name).Text();
            RuleFor(body => body.Pharmacist!.Crf).Text(50);
        });
    }
}
