using System.Globalization;
using System.Security.Claims;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace HealthLedger.Api.Identity;

/// <summary>POST /connect/token: OpenIddict has read and checked the request by the book; here is decided who gets a token.</summary>
static class TokenEndpoint
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static async Task<IResult> HandleAsync(HttpContext context, Credentials credentials)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("This is OpenIddict's endpoint.");
        var signedIn = request.IsPasswordGrantType()
            ? await credentials.SignInAsync(request.Username, request.Password, context.Connection.RemoteIpAddress, context.RequestAborted)
            : await ContinueAsync(context, credentials);
        return signedIn is null ? Refuse() : Results.SignIn(PrincipalOf(signedIn), properties: null, Scheme);
    }

    // OpenIddict opened the refresh token and found it in order; whether its session goes on is ours to say.
    static async Task<SignedIn?> ContinueAsync(HttpContext context, Credentials credentials)
    {
        var principal = (await context.AuthenticateAsync(Scheme)).Principal;
        return LedgerId.TryParse(principal?.GetClaim(Claims.Subject), out var entity)
            && int.TryParse(principal.GetClaim(Claims.CredentialVersion), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? await credentials.ContinueAsync(entity, version, context.RequestAborted)
                : null;
    }

    static ClaimsPrincipal PrincipalOf(SignedIn signedIn)
    {
        var identity = new ClaimsIdentity(Scheme, Claims.Identifier, Claims.Class);
        identity.SetClaim(Claims.Subject, signedIn.Identity.Entity.ToString())
            .SetClaim(Claims.Identifier, signedIn.Identity.Identifier)
            .SetClaim(Claims.Class, signedIn.Identity.Class.NameOf())
            .SetClaim(Claims.CredentialVersion, signedIn.Version)
            .SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetResources(Bearer.Audience);
        // What makes OpenIddict give a refresh token along.
        principal.SetScopes(OpenIddictConstants.Scopes.OfflineAccess);
        return principal;
    }

    // One answer for unknown, wrong, expired and locked out.
    static IResult Refuse() => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.InvalidGrant,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The identifier or the password is wrong, or the session has ended.",
        }),
        [Scheme]);
}
