using FluentValidation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Api.Http;

/// <summary>Rules that several bodies share. A failure is a 400: the field cannot be what it should be.</summary>
static class Rules
{
    public const int LongestLine = 200;
    public const int LongestText = 20_000;
    public const int LongestReason = 500;

    /// <summary>Given, not blank, no control characters, at most so long.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int longest = LongestLine) =>
        rule.NotEmpty().WithMessage("This is required.").OptionalText(longest);

    /// <summary>Where it is given: no control characters but line breaks and tabs, at most so long.</summary>
    public static IRuleBuilderOptions<T, string?> OptionalText<T>(this IRuleBuilder<T, string?> rule, int longest = LongestLine) =>
        rule.MaximumLength(longest).WithMessage($"At most {longest} characters.")
            .Must(text => text is null || !text.Any(symbol => char.IsControl(symbol) && symbol is not ('\n' or '\r' or '\t') || symbol == '\0'))
            .WithMessage("Control characters are not taken.");

    public static IRuleBuilderOptions<T, string?> OneOf<T>(this IRuleBuilder<T, string?> rule, IReadOnlyCollection<string> words) =>
        rule.Must(word => word is not null && words.Contains(word)).WithMessage($"One of: {string.Join(", ", words)}.");

    public static IRuleBuilderOptions<T, string?> Identifier<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => EntityIdentifier.TryParse(text, out _)).WithErrorCode(Validation.IdentifierCode).WithMessage("This is no identifier: a symbol is mistyped.");

    public static IRuleBuilderOptions<T, string?> ResourceId<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || LedgerId.TryParse(text, out _)).WithErrorCode(Validation.IdentifierCode).WithMessage("This is no id of this ledger.");

    /// <summary>What must be there, of any kind.</summary>
    public static IRuleBuilderOptions<T, TValue> Required<T, TValue>(this IRuleBuilder<T, TValue> rule) =>
        rule.NotNull().WithMessage("This is required.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMost<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int most) =>
        rule.Must(items => items is null || items.Count <= most).WithMessage($"At most {most}.")
            .Must(items => items is null || items.All(item => item is not null)).WithMessage("None may be null.");
}
