namespace HealthLedger.EndToEnd.Support;

/// <summary>Bodies that several tests send.</summary>
static class Bodies
{
    public static object Result(string conclusion = "Within the reference ranges.") => new
    {
        conclusion,
        values = new object[]
        {
            new { name = "Leukocytes", value = 6.2, unit = "10^3/uL", referenceRange = "4.0 to 11.0", abnormal = false },
            new { name = "Film", value = "unremarkable" },
        },
        performedAt = DateTimeOffset.UtcNow,
    };
}
