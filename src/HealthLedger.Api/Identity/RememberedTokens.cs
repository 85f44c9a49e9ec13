using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core.Store;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HealthLedger.Api.Identity;

/// <summary>
/// Checks a token's signature once and not with each request: the same bytes have the same answer until they expire. What a token cannot know,
/// whether its credential has ended or its bearer is suspended, is asked each time (<see cref="StandingCheck"/>). Kept by their hashes.
/// </summary>
sealed class RememberedTokens(TimeProvider clock) : JsonWebTokenHandler
{
    readonly BoundedCache<string, TokenValidationResult> known = new(10_000);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (known.TryGet(key, out var before) && before.SecurityToken.ValidTo + Bearer.Skew > clock.GetUtcNow()) return before;
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid) known.Put(key, result);
        return result;
    }
}
