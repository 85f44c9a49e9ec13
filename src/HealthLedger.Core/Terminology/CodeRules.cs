using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Terminology;

/// <summary>Whether a code may be used today. Until an operator imports editions, only its form is known.</summary>
public static class CodeRules
{
    /// <exception cref="RefusedException">422: no known system, or a code that is none of it.</exception>
    public static void Require(Coding coding, string field)
    {
        if (!CodeSystems.IsKnown(coding.System)) throw Problems.Broken($"{field}.system", $"is none of {string.Join(", ", CodeSystems.Names)}");
        if (!CodeSystems.HasForm(coding.System!, coding.Code ?? "")) throw Problems.Broken($"{field}.code", $"has not the form of a {coding.System} code");
    }
}
