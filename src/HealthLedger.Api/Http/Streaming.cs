namespace HealthLedger.Api.Http;

/// <summary>Answers whose end nobody knows when they begin.</summary>
static class Streaming
{
    /// <summary>Writes the answer. Where that fails after its beginning was sent, the connection is broken off, so that nobody takes it for whole.</summary>
    public static async Task WriteWholeAsync(this HttpContext http, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch when (http.Response.HasStarted)
        {
            http.Abort();
            throw;
        }
    }
}
