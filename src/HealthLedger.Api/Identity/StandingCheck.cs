using System.Globalization;
using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HealthLedger.Api.Identity;

/// <summary>
/// What a token cannot know: whether its credential was changed since (then it has ended: 401) and whether its bearer may act now. Asked on
/// every request, so that a stolen token lives no longer than the password it came from.
/// </summary>
static class StandingCheck
{
    public static async Task OnTokenValidatedAsync(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var cancellation = context.HttpContext.RequestAborted;
        // By a clock that was ahead: it would live longer than ours gives.
        if (context.SecurityToken is not JsonWebToken token || token.IssuedAt > services.GetRequiredService<TimeProvider>().GetUtcNow() + Bearer.Skew)
        {
            context.Fail("The token is not issued yet.");
            return;
        }
        if (!LedgerId.TryParse(context.Principal?.FindFirst(Claims.Subject)?.Value, out var entity)
            || !int.TryParse(context.Principal!.FindFirst(Claims.CredentialVersion)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || await services.GetRequiredService<EntityDirectory>().FindAsync(entity, cancellation) is not { } identity)
        {
            context.Fail("The token names nobody.");
            return;
        }
        var standing = await services.GetRequiredService<Standings>().FindAsync(entity, cancellation);
        if (standing?.CredentialVersion != version)
        {
            context.Fail("The token's credential has ended.");
            return;
        }
        // Confirmed once, and not in the read model: it is being rebuilt.
        if (standing.Status == EntityStatus.None) throw Problems.LedgerUnavailable.With("The read model is being rebuilt.").AsException();
        var caller = services.GetRequiredService<Caller>();
        caller.Actor = new Actor(entity, identity.Identifier, identity.Class);
        caller.MustChangePassword = standing.PasswordIsTemporary;
        caller.Suspended = standing.Status != EntityStatus.Active;
    }
}
