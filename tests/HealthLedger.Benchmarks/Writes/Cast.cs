using System.Text.Json;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>A physician of the benchmark: its login, and the key that a gateway without custody of its own needs.</summary>
sealed record CastPhysician(string Identifier, string Entity, string Key);

/// <summary>A patient, and the consent that its physician writes under.</summary>
sealed record CastPatient(string Identifier, string Entity, int Physician, string Consent);

/// <summary>Who is there when the measuring begins: on the ledger, in the gateway's store, and in a file for the peers.</summary>
sealed record Cast(string Node, ulong ChainId, string Relay, string Registry, string Care, IReadOnlyList<CastPhysician> Physicians, IReadOnlyList<CastPatient> Patients)
{
    /// <summary>Every physician's; the hash of it is the same for all.</summary>
    public const string Password = "a long and private sentence";

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    public static Cast Load(string path) => JsonSerializer.Deserialize<Cast>(File.ReadAllText(path))!;

    /// <summary>What a physician writes: without items, or with two prescriptions and two exams.</summary>
    public static byte[] Consultation(bool items) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        occurredAt = DateTimeOffset.UtcNow.AddMinutes(-1),
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" } },
        observations = "Wheezing at night, better by day; no fever. Was told to come back within a month, earlier if it gets worse.",
        examRequests = items
            ? new[] { Exam("40304361", "Rule out an infection."), Exam("40302318", "Baseline.") }
            : [],
        prescriptions = items ? new[] { Item(60), Item(30) } : [],
    });

    static object Exam(string code, string justification) => new { system = "tuss", code, justification };

    static object Item(int quantity) => new
    {
        medicine = new { system = "dcb", code = "02543" }, quantity = new { value = quantity, unit = "tablet" }, dosage = "One at night", fills = 1,
    };
}
