using HealthLedger.Api.Http;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Identity;

/// <summary>Refuses whoever is known but may not act now. Right after the idempotent repetitions, before every other check.</summary>
public sealed class StandingMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, Caller caller)
    {
        // What the ledger executed while its actor could act is no new act.
        if (caller.Request is { Returns: true }) return next(context);
        var opening = context.GetEndpoint()?.Metadata.GetMetadata<OpenTo>();
        if (caller.MustChangePassword && opening is not { TemporaryPassword: true }) throw Problems.PasswordChangeRequired.With().AsException();
        if (caller.Suspended && opening is not { Suspended: true }) throw Problems.EntitySuspended.With().AsException();
        return next(context);
    }
}

/// <summary>What an endpoint is open to although nothing else is.</summary>
sealed record OpenTo(bool TemporaryPassword = false, bool Suspended = false);
