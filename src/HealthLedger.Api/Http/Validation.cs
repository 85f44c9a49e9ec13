using System.Reflection;
using FluentValidation;
using FluentValidation.Results;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>
/// Every body is validated before its endpoint sees it; a body without a validator does not start. Whom an organization's body names as its
/// operator is part of the actor from there on.
/// </summary>
public static class Validation
{
    /// <summary>The error code of a rule on an identifier: mistyped ones have a problem of their own.</summary>
    public const string IdentifierCode = "identifier";

    /// <summary>Validates the bodies of all endpoints of the group by their FluentValidation validators.</summary>
    public static TBuilder ValidateBodies<TBuilder>(this TBuilder group) where TBuilder : IEndpointConventionBuilder =>
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var body = Array.FindIndex(factory.MethodInfo.GetParameters(), parameter => IsBody(parameter, factory.ApplicationServices));
            if (body < 0) return next;
            var type = factory.MethodInfo.GetParameters()[body].ParameterType;
            var actor = Array.FindIndex(factory.MethodInfo.GetParameters(), parameter => parameter.ParameterType == typeof(Actor));
            var validatorType = typeof(IValidator<>).MakeGenericType(type);
            if (factory.ApplicationServices.GetRequiredService<IServiceProviderIsService>().IsService(validatorType) is false)
                throw new InvalidOperationException($"{type.Name} is a request body and has no validator.");
            return async context =>
            {
                // An optional body that is absent has nothing to be wrong.
                if (context.Arguments[body] is null) return await next(context);
                var validator = (IValidator)context.HttpContext.RequestServices.GetRequiredService(validatorType);
                var result = await validator.ValidateAsync(
                    new ValidationContext<object>(context.Arguments[body]!), context.HttpContext.RequestAborted);
                if (!result.IsValid)
                    throw KindOf(result).With(errors: result.Errors.GroupBy(failure => CamelCase(failure.PropertyName)).ToDictionary(
                        field => field.Key, field => field.Select(failure => failure.ErrorMessage).Distinct().ToArray())).AsException();
                if (actor >= 0 && context.Arguments[body] is IOperated { Operator: { } person })
                    context.Arguments[actor] = ((Actor)context.Arguments[actor]!) with { Operator = person };
                return await next(context);
            };
        });

    static Problem KindOf(ValidationResult result) =>
        result.Errors.Any(failure => failure.ErrorCode == IdentifierCode) ? Problems.IdentifierInvalid : Problems.BodyInvalid;

    /// <summary>`Prescriptions[0].Quantity.Value` as the JSON has it.</summary>
    internal static string CamelCase(string path) => string.Join('.', path.Split('.').Select(segment =>
        segment.Length == 0 ? segment : char.ToLowerInvariant(segment[0]) + segment[1..]));

    // One of our own classes (Core's requests or Api's) that is neither a service nor binds itself.
    static bool IsBody(ParameterInfo parameter, IServiceProvider services) =>
        parameter.ParameterType is { IsClass: true } type
        && (type.Assembly == typeof(Validation).Assembly || type.Assembly == typeof(Problems).Assembly)
        && type.GetMethod("BindAsync", BindingFlags.Public | BindingFlags.Static) is null
        && !services.GetRequiredService<IServiceProviderIsService>().IsService(type);
}
