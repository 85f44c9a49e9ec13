using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>
/// Lets so many requests be worked on at once; the others wait outside, and so does whoever waits for the chain. More at once would be no
/// faster, and would keep relay and indexer, which all of them wait for, from the processor.
/// </summary>
public sealed class Turnstile : IDisposable
{
    /// <summary>Enough that commits are shared by many.</summary>
    const int Places = 64;

    /// <summary>Somebody who does not take his answer keeps his place; nobody waits longer than this for his sake.</summary>
    static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim places = new(Places);

    /// <summary>Waits for a place. Dispose the result to leave.</summary>
    public async Task<Place> EnterAsync(CancellationToken cancellation)
    {
        var place = new Place(this);
        await place.TakeAsync(cancellation);
        return place;
    }

    public void Dispose() => places.Dispose();

    /// <summary>One request's place, which it leaves while it waits for something that others have to do.</summary>
    public sealed class Place(Turnstile turnstile) : IDisposable
    {
        bool held;

        internal async Task TakeAsync(CancellationToken cancellation) => held = await turnstile.places.WaitAsync(patience, cancellation);

        /// <summary>Waits outside, and comes back in.</summary>
        public async Task<T> OutsideAsync<T>(Func<Task<T>> wait, CancellationToken cancellation)
        {
            Dispose();
            var result = await wait();
            await TakeAsync(cancellation);
            return result;
        }

        public void Dispose()
        {
            if (!held) return;
            held = false;
            turnstile.places.Release();
        }
    }
}

/// <summary>
/// Every request of somebody who signed in goes through the turnstile, with its body read before: who sends drop by drop holds no place. Whoever
/// sends or is sent something large leaves it (<see cref="Caller.LeaveTurnstile"/>).
/// </summary>
public sealed class TurnstileMiddleware(RequestDelegate next, Turnstile turnstile)
{
    internal const int MaxBody = 1024 * 1024;

    public async Task InvokeAsync(HttpContext context, Caller caller)
    {
        if (caller.Actor is null)
        {
            await next(context);
            return;
        }
        var streamed = context.GetEndpoint()?.Metadata.GetMetadata<StreamedBody>() is not null;
        if (!streamed && !await TryReadAsync(context, () => BufferAsync(context))) return;
        using var place = await turnstile.EnterAsync(context.RequestAborted);
        caller.Place = place;
        if (streamed) await TryReadAsync(context, () => next(context));
        else await next(context);
    }

    // False for one that is told already that it was too slow.
    static async Task<bool> TryReadAsync(HttpContext context, Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (BadHttpRequestException slow) when (slow.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            context.Response.StatusCode = slow.StatusCode;
            return false;
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw Problems.BodyInvalid.With("The body does not end where it says.").AsException();
        }
    }

    static async Task BufferAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBody) throw Problems.BodyTooLarge.With().AsException();
        if (context.Request.ContentLength is null or 0 && !context.Request.Headers.ContainsKey("Transfer-Encoding")) return;
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var part = System.Buffers.ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0;)
            {
                if (body.Length + read > MaxBody) throw Problems.BodyTooLarge.With().AsException();
                body.Write(part, 0, read);
            }
        }
        finally
        {
            // It held what somebody said about a person.
            System.Buffers.ArrayPool<byte>.Shared.Return(part, clearArray: true);
        }
        body.Position = 0;
        context.Request.Body = body;
    }
}
