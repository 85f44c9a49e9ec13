using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Research;

/// <summary>One diagnosis of one consultation, as it stands after its amendments.</summary>
sealed record Diagnosis(DateTimeOffset At, DiagnosisCode Code) : Confidential;

/// <summary>What is studied of one patient: nothing that its physician wrote in words.</summary>
sealed record PatientCare(LedgerId Patient, string Sex, DateOnly BirthDate, IReadOnlyList<Diagnosis> Diagnoses) : Confidential
{
    /// <summary>In whole years, on a day that is the same for all patients of a study.</summary>
    public int AgeOn(DateOnly day) => Math.Max(0, day.Year - BirthDate.Year - (day < BirthDate.AddYears(day.Year - BirthDate.Year) ? 1 : 0));
}

/// <summary>A code, or how codes begin, in the one spelling that each has here: `J450` and `J45.0` are one.</summary>
sealed record DiagnosisCode(string System, string Code)
{
    /// <summary>What is told where no code may be.</summary>
    public static DiagnosisCode Any { get; } = new(Grain.Any, Grain.Any);

    public static DiagnosisCode Of(string system, string code) => new(
        system, system == "cid-10" && code.Length > 3 && code[3] is >= '0' and <= '9' or 'X' ? code.Insert(3, ".") : code);

    /// <summary>The disease: three symbols of CID-10, the stem code of ICD-11; null where the system has no such thing.</summary>
    public DiagnosisCode? Category => System switch
    {
        "cid-10" => this with { Code = Code.Length > 3 ? Code[..3] : Code },
        "icd-11" => this with { Code = Code.Split('.', '/', '&')[0] },
        _ => null,
    };

    /// <summary>The first symbol, which tells no disease.</summary>
    public DiagnosisCode? Chapter => Category is null ? null : this with { Code = Code[..1] };

    public bool BeginsWith(DiagnosisCode prefix) => System == prefix.System && Code.StartsWith(prefix.Code, StringComparison.Ordinal);
}
