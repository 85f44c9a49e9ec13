using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Store;

/// <summary>What a commitment on the chain is about: canonical JSON, sealed under a key of its own, wrapped by the subject's.</summary>
public sealed class Payload
{
    /// <summary>The id of the record, exam request, prescription or entity whose content this is.</summary>
    public LedgerId Id { get; set; }

    /// <summary>One of <see cref="PayloadKinds"/>; bound by the commitment.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The patient, or the entity itself for profiles.</summary>
    public LedgerId Subject { get; set; }
    public LedgerId Author { get; set; }
    public int Version { get; set; }

    /// <summary>The commitment of the version before; zero for a first one.</summary>
    public Digest Previous { get; set; }

    /// <summary>The salt is HMAC(subject's key, request id ‖ payload id).</summary>
    public Digest RequestId { get; set; }
    public Digest Commitment { get; set; }
    public byte[] WrappedKey { get; set; } = [];
    public byte[] Sealed { get; set; } = [];
}

/// <summary>The kinds of payload; each has its place in a commitment's tag.</summary>
public static class PayloadKinds
{
    public const string Profile = "profile";
    public const string Consultation = "consultation";
    public const string Amendment = "amendment";
    public const string ExamRequest = "examRequest";
    public const string Prescription = "prescription";
    public const string Result = "examResult";
    public const string ResultAmendment = "examResultAmendment";
    public const string Dispensation = "dispensation";
    public const string Reason = "reason";
    public const string Appointment = "appointment";
    public const string Authorization = "authorization";
    public const string Study = "study";
    public const string Extract = "extract";

    /// <summary>An extract's rows: bound by the description's commitment, which holds their hashes.</summary>
    public const string ExtractRows = "extractRows";
}
