using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Audit;

/// <summary>Zero is not known, which is never written.</summary>
public enum AccessOutcome
{
    None = 0,
    Allowed = 1,
    Refused = 2,
}

/// <summary>One access to a patient's data, or one refusal: pseudonymous ids and words of ours, nothing clinical.</summary>
public sealed class AccessEntry
{
    public long Sequence { get; set; }

    /// <summary>Its own random id: what makes a second writing of the same entry harmless.</summary>
    public LedgerId Id { get; set; }

    /// <summary>UTC milliseconds.</summary>
    public long At { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Actor { get; set; }

    /// <summary>What was done: `records.list`, `prescription.dispense`.</summary>
    public string Action { get; set; } = "";
    public AccessOutcome Outcome { get; set; }

    /// <summary>The consent's purpose word, `own` for the patient, `regulation` for a regulator, `own-act` for taking back one's own act; empty for a refusal.</summary>
    public string Purpose { get; set; } = "";
    public LedgerId? Resource { get; set; }

    /// <summary>A regulator's stated reason, sealed under the patient's key.</summary>
    public byte[]? SealedReason { get; set; }

    /// <summary>Who acted for the organization, sealed under the patient's key.</summary>
    public byte[]? SealedOperator { get; set; }

    /// <summary>Keeps the operator, where one was named and the patient's key is there.</summary>
    public void SealOperator(Actor actor, SubjectVault? patient)
    {
        if (actor.Operator is { } person && patient is not null) SealedOperator = patient.Seal(CanonicalJson.Of(person.ToContent()), OperatorContext);
    }

    /// <summary>Who acted for the organization; null where nobody was named.</summary>
    public JsonObject? OpenOperator(SubjectVault patient) =>
        SealedOperator is { } box ? CanonicalJson.Parse(patient.Open(box, OperatorContext))!.AsObject() : null;

    string OperatorContext => $"access operator {Id}";
}
