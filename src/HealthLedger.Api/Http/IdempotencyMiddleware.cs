using System.Security.Cryptography;
using System.Text.Json;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Vault;

namespace HealthLedger.Api.Http;

/// <summary>
/// Gives every write under /v1 its request identity, right after authentication and before any other check: whoever repeats a request because
/// the answer was lost gets the answer, even if in between a consent was revoked or the actor suspended.
/// </summary>
public sealed class IdempotencyMiddleware(RequestDelegate next, OperationDesk desk, LedgerSecret secret)
{
    const int MaxKey = 255;

    public async Task InvokeAsync(HttpContext context, Caller caller, Writes writes)
    {
        if (caller.Actor is not { } actor || !IsWrite(context.Request))
        {
            await next(context);
            return;
        }
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        if (!TryReadKey(context.Request, out var key))
        {
            caller.RequestFault = Problems.BodyInvalid.With(errors: new Dictionary<string, string[]>
            {
                ["Idempotency-Key"] = [$"One header of 1 to {MaxKey} visible ASCII characters."],
            });
            await next(context);
            return;
        }
        if (key is null)
        {
            // Nobody can ask for it again, so that nothing will be compared with its body.
            caller.Request = new RequestIdentity(new Digest(RandomNumberGenerator.GetBytes(32)), method, path, null, Digest.Zero);
            await next(context);
            return;
        }

        var request = new RequestIdentity(
            secret.Hash("request", actor.Entity.ToString(), method, path, key), method, path, key,
            IsStreamed(context) ? Digest.Zero : await HashBodyAsync(context));
        caller.Request = request;
        // What is streamed takes as long as its sender likes; whoever reads it settles which of two was first.
        if (!IsStreamed(context)) caller.HoldKey(await desk.EnterAsync(request.RequestId, context.RequestAborted));
        try
        {
            var (operation, execution) = await desk.RecallAsync(request.RequestId, context.RequestAborted);
            if (operation is null)
            {
                caller.Request = request with { Execution = execution };
                await next(context);
                return;
            }
            caller.ReleaseKey();
            if (operation.BodyHash != request.BodyHash) throw Problems.IdempotencyKeyReused.With().AsException();
            await (await writes.AnswerAsync(context, operation)).ExecuteAsync(context);
        }
        finally
        {
            caller.ReleaseKey();
        }
    }

    // Whoever reads it compares it.
    static bool IsStreamed(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StreamedBody>() is not null;

    static bool IsWrite(HttpRequest request) => request.Path.StartsWithSegments("/v1")
        && (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method));

    /// <returns>False for a key that is none; true with null where the caller sent none.</returns>
    static bool TryReadKey(HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values)) return true;
        key = values.Count == 1 ? values[0] : null;
        return key is { Length: >= 1 and <= MaxKey } && key.All(symbol => symbol is > ' ' and <= '~');
    }

    // Equal JSON is an equal body, however a client's library orders and spaces it.
    async Task<Digest> HashBodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (context.Request.Body.CanSeek) context.Request.Body.Position = 0;
        var body = buffer.ToArray();
        try
        {
            return secret.Hash("body", CanonicalJson.Of(CanonicalJson.Parse(body)));
        }
        catch (Exception unparseable) when (unparseable is JsonException or ArgumentException or InvalidOperationException)
        {
            return secret.Hash("raw body", body);
        }
    }
}
