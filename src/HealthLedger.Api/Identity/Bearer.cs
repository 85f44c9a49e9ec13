using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace HealthLedger.Api.Identity;

/// <summary>What makes a bearer token ours: who issued it, for whom, with which key, of which kind. One fixed answer to each.</summary>
static class Bearer
{
    public const string Issuer = "urn:healthledger";
    public const string Audience = "healthledger";

    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    public static TokenValidationParameters Validation(SecurityKey signingKey) => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = signingKey,
        // Never what the token's header proposes: neither "none" nor our public key as an HMAC secret.
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        // A refresh token or an id token is no access token (RFC 9068).
        ValidTypes = ["at+jwt"],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = Skew,
        NameClaimType = Claims.Identifier,
        RoleClaimType = Claims.Class,
    };

    public static void Configure(JwtBearerOptions options, TokenKeys keys, TimeProvider clock)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new RememberedTokens(clock) { MapInboundClaims = false });
        options.TokenValidationParameters = Validation(keys.Signing);
        options.Events = new JwtBearerEvents { OnTokenValidated = context => StandingCheck.OnTokenValidatedAsync(context) };
        // Why a token was refused is for our log, not for whoever forged it.
        options.IncludeErrorDetails = false;
    }
}
