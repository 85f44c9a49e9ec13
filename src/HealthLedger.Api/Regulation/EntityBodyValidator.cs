using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Api.Regulation;

/// <summary>Class and name of all; of a patient birthDate and sex, of a physician crm, of an organization cnpj; the rest is optional.</summary>
sealed class EntityBodyValidator : AbstractValidator<EntityBody>
{
    static readonly EntityClass[] organizations =
        [EntityClass.Pharmacy, EntityClass.DiagnosticCenter, EntityClass.ResearchInstitute, EntityClass.InsuranceCompany];

    public EntityBodyValidator()
    {
        RuleFor(body => body.Class).OneOf([.. EntityClasses.All.Select(entityClass => entityClass.NameOf())]);
        RuleFor(body => body.Name).Text();
        RuleFor(body => body.Specialty).OptionalText();
        RuleFor(body => body.Cpf).Must(Documents.IsCpf).When(body => body.Cpf is not null).WithMessage("A CPF has eleven digits, the last two of which check the others.");
        RuleFor(body => body.Cns).Must(Documents.IsCns).When(body => body.Cns is not null).WithMessage("A CNS has fifteen digits that check each other.");
        RuleFor(body => body.Cnes).Must(Documents.IsCnes).When(body => body.Cnes is not null).WithMessage("A CNES has seven digits.");
        RuleFor(body => body.Cnpj).Must(Documents.IsCnpj).When(body => body.Cnpj is not null || IsOrganization(body))
            .WithMessage("An organization's CNPJ has fourteen symbols, the last two of which check the others.");
        RuleFor(body => body.Sex).OneOf(EntityBody.Sexes).When(body => body.Sex is not null || Is(body, EntityClass.Patient));
        RuleFor(body => body.BirthDate).Required().When(body => Is(body, EntityClass.Patient));
        RuleFor(body => body.BirthDate).Must(date => date is null || date.Value.Year >= 1850).WithMessage("Nobody alive was born then.");
        RuleFor(body => body.Crm).Required().When(body => Is(body, EntityClass.Physician));
        When(body => body.Crm is not null, () =>
        {
            RuleFor(body => body.Crm!.Number).Must(number => number is { Length: >= 1 and <= 10 } && number.All(char.IsAsciiDigit))
                .WithMessage("A CRM number is text of up to ten digits.");
            RuleFor(body => body.Crm!.Uf).OneOf([.. Documents.States.Order(StringComparer.Ordinal)]);
        });
    }

    static bool Is(EntityBody body, EntityClass entityClass) => body.Class == entityClass.NameOf();

    static bool IsOrganization(EntityBody body) => organizations.Any(entityClass => Is(body, entityClass));
}

sealed class ReasonBodyValidator : AbstractValidator<ReasonBody>
{
    public ReasonBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Reason).Text(Rules.LongestReason);
    }
}
