using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Research;

/// <summary>What an institute proposes to study.</summary>
/// <param name="From">The first day of the care that is studied, in the configured zone.</param>
/// <param name="Until">The last one.</param>
/// <param name="Codes">How the diagnoses of interest begin: `J45` of `cid-10`; absent: all diagnoses.</param>
/// <param name="K">How many patients must look alike before anything is told of them; <see cref="LeastK"/> if absent.</param>
public sealed record StudyBody(string? Title, string? Protocol, DateOnly? From, DateOnly? Until, IReadOnlyList<Coding>? Codes, int? K) : Confidential
{
    public const int LeastK = 5, MostK = 100, MostCodes = 20;
}
