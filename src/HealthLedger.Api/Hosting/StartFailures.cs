using HealthLedger.Core;
using Microsoft.AspNetCore.Connections;

namespace HealthLedger.Api.Hosting;

/// <summary>A gateway that does not start says why in one sentence, to whoever starts it: on standard error, without a stack trace.</summary>
static class StartFailures
{
    public static async Task<int> InOneSentenceAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (SentenceOf(failure) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    internal static string? SentenceOf(Exception failure) => failure switch
    {
        CannotStartException known => known.Message,
        IOException { InnerException: AddressInUseException } inUse =>
            $"{AddressIn(inUse.Message)} is in use: end what listens there, or set another address with --urls.",
        _ => null,
    };

    // "Failed to bind to address http://127.0.0.1:5080: address already in use."
    static string AddressIn(string message) =>
        message.Split(' ').FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal))?.TrimEnd(':', '.', ',') ?? "The address";
}
