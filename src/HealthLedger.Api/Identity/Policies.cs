using HealthLedger.Core.Regulation;

namespace HealthLedger.Api.Identity;

/// <summary>Which classes may call an endpoint. Everything else about access is judged by the access policy, from the ledger.</summary>
public static class Policies
{
    /// <summary>Only these classes; others get 403 `forbidden`.</summary>
    public static TBuilder RequireClass<TBuilder>(this TBuilder endpoint, params EntityClass[] classes) where TBuilder : IEndpointConventionBuilder
    {
        if (classes.Length == 0) throw new ArgumentException("An endpoint for no class is a mistake.", nameof(classes));
        return endpoint
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireClaim(Claims.Class, classes.Select(EntityClasses.NameOf)))
            .WithMetadata(new AllowedClasses(classes));
    }
}

/// <summary>The classes that an endpoint is for, for the documentation.</summary>
public sealed record AllowedClasses(IReadOnlyList<EntityClass> Classes);
