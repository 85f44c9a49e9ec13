using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Appointments;

/// <summary>The contract's numbers. Zero is unknown.</summary>
public enum AppointmentStatus
{
    None = 0,
    Scheduled = 1,
    Authorized = 2,
    CheckedIn = 3,
    Cancelled = 4,
    NoShow = 5,
    Spent = 6,
}

/// <summary>The HTTP contract's words for them.</summary>
public static class AppointmentWords
{
    /// <summary>Every status's word.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<AppointmentStatus>()[1..].Select(Of)];

    /// <summary>`checked-in`, `no-show`.</summary>
    public static string Of(AppointmentStatus status) => status switch
    {
        AppointmentStatus.CheckedIn => "checked-in",
        AppointmentStatus.NoShow => "no-show",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>None for a word that is no status.</summary>
    public static AppointmentStatus StatusOf(string? word) => Enum.GetValues<AppointmentStatus>()[1..].FirstOrDefault(status => Of(status) == word);
}

/// <summary>An appointment as the chain tells it. Rebuildable; place and remarks are in the vault under its id. Times are Unix seconds.</summary>
public sealed class Appointment
{
    public LedgerId Id { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Physician { get; set; }

    /// <summary>Who scheduled it.</summary>
    public LedgerId Staff { get; set; }
    public long StartsAt { get; set; }
    public long EndsAt { get; set; }
    public AppointmentStatus Status { get; set; }

    /// <summary>The one that was held on it.</summary>
    public LedgerId? Consultation { get; set; }
    public Digest Commitment { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}

/// <summary>A physician lets hospital staff keep its calendar and draft for it. Rebuildable.</summary>
public sealed class StaffLink
{
    public LedgerId Physician { get; set; }
    public LedgerId Staff { get; set; }
    public bool Linked { get; set; }

    /// <summary>Where it was last said.</summary>
    public long Position { get; set; }
}
