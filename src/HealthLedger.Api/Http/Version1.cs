namespace HealthLedger.Api.Http;

/// <summary>What holds for every endpoint under /v1.</summary>
public static class Version1
{
    /// <summary>The group the flows map their endpoints on: signed in, bodies validated.</summary>
    public static RouteGroupBuilder MapVersion1(this IEndpointRouteBuilder app) =>
        app.MapGroup("/v1").RequireAuthorization().ValidateBodies();
}
