namespace HealthLedger.Core.Consents;

/// <summary>What a consent allows, as the contract's bit mask. None allows nothing.</summary>
[Flags]
public enum Scopes
{
    None = 0,
    RecordsRead = 1,
    RecordsWrite = 2,
    ExamsRead = 4,
    ExamsServe = 8,
    PrescriptionsRead = 16,
    PrescriptionsServe = 32,
    CoverageAuthorize = 64,
    AppointmentsManage = 128,
}

/// <summary>Why access is given (LGPD art. 11 I: for a specific, stated purpose). Zero is none stated.</summary>
public enum Purpose
{
    None = 0,
    Treatment = 1,
    Diagnosis = 2,
    Dispensing = 3,
    Coverage = 4,
    Research = 5,
    Monitoring = 6,
}

/// <summary>The HTTP contract's words for scopes and purposes.</summary>
public static class ConsentWords
{
    static readonly (string Word, Scopes Scope)[] scopes =
    [
        ("records:read", Scopes.RecordsRead), ("records:write", Scopes.RecordsWrite),
        ("exams:read", Scopes.ExamsRead), ("exams:serve", Scopes.ExamsServe),
        ("prescriptions:read", Scopes.PrescriptionsRead), ("prescriptions:serve", Scopes.PrescriptionsServe),
        ("coverage:authorize", Scopes.CoverageAuthorize), ("appointments:manage", Scopes.AppointmentsManage),
    ];

    /// <summary>Every scope's word, in the order of the bits.</summary>
    public static IReadOnlyList<string> AllScopes { get; } = [.. scopes.Select(pair => pair.Word)];

    /// <summary>Every purpose's word.</summary>
    public static IReadOnlyList<string> AllPurposes { get; } = [.. Enum.GetValues<Purpose>()[1..].Select(WordOf)];

    public static IReadOnlyList<string> WordsOf(this Scopes mask) =>
        [.. scopes.Where(pair => mask.HasFlag(pair.Scope)).Select(pair => pair.Word)];

    public static string WordOf(this Purpose purpose) => purpose.ToString().ToLowerInvariant();

    /// <summary>None for a word that is no scope.</summary>
    public static Scopes ScopeOf(string? word) => scopes.FirstOrDefault(pair => pair.Word == word).Scope;

    /// <summary>None for a word that is no purpose.</summary>
    public static Purpose PurposeOf(string? word) => Enum.GetValues<Purpose>()[1..].FirstOrDefault(purpose => purpose.WordOf() == word);
}
