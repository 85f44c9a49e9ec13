using System.Net;
using System.Xml.Linq;
using HealthLedger.Core;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HealthLedger.Api.Identity;

/// <summary>Sign-in and tokens.</summary>
static class IdentityServices
{
    static readonly TimeSpan accessTokenLifetime = TimeSpan.FromMinutes(30);
    static readonly TimeSpan sessionLifetime = TimeSpan.FromHours(8);

    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton(provider => new TokenKeys(provider.GetRequiredService<CoreOptions>().KeysDirectory));
        services.AddSingleton(provider => new BootstrapFile(provider.GetRequiredService<CoreOptions>().DataDirectory));
        services.AddSingleton<PasswordHasher>().AddSingleton<LockOut>().AddSingleton<Credentials>();
        services.AddSingleton<FirstRegulatorMaker>().AddSingleton<IFirstRegulator>(provider => provider.GetRequiredService<FirstRegulatorMaker>());

        // Without OpenIddict's store ("degraded mode"): its tokens need no table, no clean-up and no look-up, since what ends a session (a changed
        // password, a reset) is a version that each request checks anyway. A refresh token can be used again within its eight hours; in
        // return nothing about sessions is written anywhere.
        services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode().AcceptAnonymousClients().AllowPasswordFlow().AllowRefreshTokenFlow()
                .SetTokenEndpointUris("connect/token").SetIssuer(Bearer.Issuer)
                .SetAccessTokenLifetime(accessTokenLifetime).SetRefreshTokenLifetime(sessionLifetime).DisableSlidingRefreshTokenExpiration()
                .DisableAccessTokenEncryption();
            // Anonymous clients are all there are; OpenIddict wants to hear it said.
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => default));
            // Plain HTTP is judged by SecureTransport below, which knows loopback.
            server.UseAspNetCore().DisableTransportSecurityRequirement().EnableTokenEndpointPassthrough();
        });
        services.AddOptions<OpenIddictServerOptions>().Configure<TokenKeys>((options, keys) =>
        {
            options.SigningCredentials.Add(new SigningCredentials(keys.Signing, SecurityAlgorithms.EcdsaSha256));
            options.EncryptionCredentials.Add(new EncryptingCredentials(
                keys.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });

        // ASP.NET's authentication brings a key ring along, which nothing here uses and which would lie in the user's home.
        services.Configure<KeyManagementOptions>(ring => ring.XmlRepository = new ForgetfulKeyRing());
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TokenKeys, TimeProvider>(Bearer.Configure);
        services.AddAuthorization();
        return services;
    }

    sealed class ForgetfulKeyRing : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName)
        {
        }
    }

    /// <summary>Passwords travel over plain HTTP inside one machine only.</summary>
    public static IApplicationBuilder UseSecureTransport(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/connect"))
        {
            if (!request.IsHttps && context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsJsonAsync(new
                {
                    error = OpenIddictConstants.Errors.InvalidRequest,
                    error_description = "Tokens are given over HTTPS only, except on the machine itself.",
                });
                return;
            }
            // Swagger UI announces its empty client in a header; an anonymous client has none.
            if (request.Headers.Authorization == "Basic Og==") request.Headers.Authorization = default;
        }
        await next(context);
    });

    public static void MapIdentity(this IEndpointRouteBuilder app) => app.MapPost("/connect/token", TokenEndpoint.HandleAsync)
        .AllowAnonymous()
        .WithTags("Identity")
        .WithSummary("Sign in, or go on with a session")
        .WithDescription("OAuth 2.0: `grant_type=password` with the identifier as `username`, or `grant_type=refresh_token`.")
        .ExcludeFromDescription();
}
