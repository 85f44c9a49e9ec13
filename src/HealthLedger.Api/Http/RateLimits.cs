using System.Threading.RateLimiting;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>So many requests a second for each client, in bursts of five times as many (HealthLedger:RateLimit; 0: no limit).</summary>
static class RateLimits
{
    /// <summary>The policy of looking patients up by their documents, which nobody does by the thousand: sixty a minute for each client.</summary>
    public const string Lookups = "lookups";

    /// <summary>The policy of what goes through thousands of records at once: ten a minute for each client.</summary>
    public const string Bulk = "bulk";

    const int Burst = 5;
    const int StepsPerSecond = 10;

    public static IServiceCollection AddRateLimits(this IServiceCollection services, int perSecond) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            perSecond == 0 || context.Request.Path.StartsWithSegments("/health")
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => Bucket(perSecond)));
        foreach (var (policy, perMinute) in new[] { (Lookups, 60), (Bulk, 10) })
            options.AddPolicy(policy, context => perSecond == 0
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = perMinute,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
                    QueueLimit = 0,
                }));
        options.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            return new ValueTask(new ProblemAnswer(Problems.TooManyRequests.With(), wait).ExecuteAsync(rejected.HttpContext));
        };
    });

    // Refilled in small steps where the rate allows, so that a steady client is not let through in lumps.
    static TokenBucketRateLimiterOptions Bucket(int perSecond)
    {
        var steps = perSecond % StepsPerSecond == 0 ? StepsPerSecond : 1;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * Burst,
            TokensPerPeriod = perSecond / steps,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / steps,
            QueueLimit = 0,
        };
    }

    static string ClientOf(HttpContext context) =>
        context.User.FindFirst(Claims.Subject)?.Value ?? LockOut.NetworkOf(context.Connection.RemoteIpAddress);
}
