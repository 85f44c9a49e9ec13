using System.Globalization;
using System.Text.Json;
using FluentValidation;
using HealthLedger.Api.Http;
using HealthLedger.Api.Operations;
using HealthLedger.Core.Exams;

namespace HealthLedger.Api.Exams;

sealed class ResultBodyValidator : AbstractValidator<ResultBody>
{
    const int MostValues = 500;
    const int MostAttachments = 50;

    public ResultBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Conclusion).Text(Rules.LongestText);
        RuleFor(body => body.Status).OptionalText(50);
        RuleFor(body => body.Reason).OptionalText(Rules.LongestReason);
        RuleFor(body => body.PerformedAt).Required();
        RuleFor(body => body.Values).AtMost(MostValues);
        RuleFor(body => body.Attachments).AtMost(MostAttachments)
            .Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithMessage("Each once.");
        RuleForEach(body => body.Attachments).ResourceId();
        RuleForEach(body => body.Values).ChildRules(value =>
        {
            value.RuleFor(item => item.Name).Text();
            value.RuleFor(item => item.Value).Must(IsNumberOrText)
                .WithMessage("A number that a double holds exactly as it is written, or text of up to 2000 characters.");
            value.RuleFor(item => item.System).OptionalText(50);
            value.RuleFor(item => item.Code).OptionalText(100);
            value.RuleFor(item => item.Unit).OptionalText(50);
            value.RuleFor(item => item.ReferenceRange).OptionalText();
        });
    }

    // Half a surrogate pair is no text.
    static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Readers of JSON take numbers for doubles, and so does what is committed to: a measured value must not change on the way.
    static bool IsExact(JsonElement number) => number.TryGetDouble(out var kept) && double.IsFinite(kept)
        && Significant(number.GetRawText()) == Significant(kept.ToString("R", CultureInfo.InvariantCulture));

    static string Significant(string number) => string.Concat(number.Split('e', 'E')[0].Where(char.IsAsciiDigit)).Trim('0');

    static bool IsNumberOrText(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Number => IsExact(value.Value),
        JsonValueKind.String => TextOf(value.Value) is { Length: > 0 and <= 2000 },
        _ => false,
    };
}

sealed class OptionalReasonBodyValidator : AbstractValidator<OptionalReasonBody>
{
    public OptionalReasonBodyValidator()
    {
        this.OperatorMayBeNamed();
        RuleFor(body => body.Reason).OptionalText(Rules.LongestReason);
    }
}
