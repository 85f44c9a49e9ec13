using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>
/// Who makes this request and under which request identity. Filled by the authentication and idempotency steps, once; endpoints take
/// <see cref="Core.Operations.Actor"/> and <see cref="RequestIdentity"/> as plain parameters.
/// </summary>
public sealed class Caller
{
    IDisposable? heldKey;

    public Actor? Actor { get; internal set; }

    /// <summary>The credential is a temporary one, which opens nothing but its change.</summary>
    public bool MustChangePassword { get; internal set; }

    /// <summary>The entity is suspended, from the acceptance of its suspension on.</summary>
    public bool Suspended { get; internal set; }

    public RequestIdentity? Request { get; internal set; }

    /// <summary>The request's place among those that are worked on.</summary>
    internal Turnstile.Place? Place { get; set; }

    /// <summary>Why the request has no identity, told once the caller was found to be allowed at all.</summary>
    internal Refusal? RequestFault { get; set; }

    /// <summary>For whoever sends or is sent something large: nobody waits for the sake of his line.</summary>
    internal void LeaveTurnstile() => Place?.Dispose();

    internal void HoldKey(IDisposable key) => heldKey = key;

    /// <summary>Lets a duplicate of this request go on.</summary>
    internal void ReleaseKey()
    {
        heldKey?.Dispose();
        heldKey = null;
    }

    internal static void Register(IServiceCollection services) => services
        .AddScoped<Caller>()
        .AddScoped(provider => provider.GetRequiredService<Caller>().Actor
            ?? throw new InvalidOperationException("An endpoint that takes an actor must require authorization."))
        .AddScoped(provider => provider.GetRequiredService<Caller>() switch
        {
            { Request: { } request } => request,
            { RequestFault: { } fault } => throw fault.AsException(),
            _ => throw new InvalidOperationException("Only writes under /v1 have a request identity."),
        });
}
