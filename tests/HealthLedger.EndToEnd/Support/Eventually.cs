using System.Diagnostics;

namespace HealthLedger.EndToEnd.Support;

/// <summary>Waits for a condition, not for a time.</summary>
static class Eventually
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    public static Task IsTrueAsync(Func<bool> condition, Func<string> otherwise) => IsTrueAsync(() => Task.FromResult(condition()), otherwise);

    /// <param name="otherwise">What the failure says.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
            Assert.True(waited.Elapsed < patience, $"Not so after {patience.TotalSeconds:0} s: {otherwise()}");
    }
}
