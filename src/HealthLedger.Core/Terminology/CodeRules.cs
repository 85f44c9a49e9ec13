using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Terminology;

/// <summary>Whether a code has the form of its system's. Whether there is such a code, <see cref="PatientCodes"/> knows.</summary>
public static class CodeRules
{
    /// <exception cref="RefusedException">422: no known system, or a code that is none of it.</exception>
    public static void Require(Coding coding, string field)
    {
        if (!CodeSystems.IsKnown(coding.System)) throw Problems.Broken($"{field}.system", $"is none of {string.Join(", ", CodeSystems.Names)}");
        if (!CodeSystems.HasForm(coding.System!, coding.Code ?? "")) throw Problems.Broken($"{field}.code", $"has not the form of a {coding.System} code");
    }
}
