using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Medicines;

/// <summary>Makes dispensings and what takes them back into operations. How much is left, the contract decides.</summary>
public sealed class MedicineDesk(LedgerStore store, Vault.Vault vault, PatientAccess access, ILedgerNetwork network, RuleBook rules, Clock clock, PatientCodes codes)
{
    public async Task<OperationDraft> DispenseAsync(
        Actor pharmacy, LedgerId prescription, DispensationBody body, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(prescription, cancellation);
        var (granted, entry) = await access.JudgeWriteAsync(
            pharmacy, row.Patient, Scopes.PrescriptionsServe, prescription, "prescription.dispense", request, cancellation);
        if (!request.Returns) await CheckAsync(row, body, cancellation);
        var id = request.Derive("dispensation");
        var content = body.ToContent();
        content["prescription"] = prescription.ToString();
        var payload = (await vault.RequireAsync(row.Patient, cancellation)).SealPayload(
            new PayloadDraft(id, PayloadKinds.Dispensation, pharmacy.Entity, 1, Digest.Zero, request.RequestId, content), network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = pharmacy,
            Subject = row.Patient,
            Command = new Dispense(prescription, id, granted.Consent!.Value, Quantities.ToThousandths(body.Quantity!.Value), payload.Commitment),
            Resource = id.ToString(),
            Payloads = [payload],
            Access = entry,
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["prescription"] = prescription.ToString(),
                ["quantity"] = body.Quantity.Value,
            },
        };
    }

    /// <summary>Cancels what is not dispensed yet; only the prescriber may, and needs no consent to take back an own act.</summary>
    public async Task<OperationDraft> CancelAsync(Actor physician, LedgerId prescription, string reason, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(prescription, cancellation);
        if (row.Physician != physician.Entity)
            throw await access.RefuseAsync(physician, row.Patient, prescription, "prescription.cancel", cancellation);
        var payload = (await vault.RequireAsync(row.Patient, cancellation)).SealReason(physician, reason, request, network.Identity);
        return Draft(physician, row.Patient, prescription, new CancelPrescription(prescription, payload.Commitment), request, payload, "cancelled", "prescription.cancel");
    }

    /// <summary>A pharmacy takes its own dispensation back, which restores the quantity.</summary>
    public async Task<OperationDraft> ReverseAsync(Actor pharmacy, LedgerId dispensation, string reason, RequestIdentity request, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await db.Dispensations.FirstOrDefaultAsync(row => row.Id == dispensation, cancellation) ?? throw Problems.NotFound.With().AsException();
        if (row.Pharmacy != pharmacy.Entity) throw await access.RefuseAsync(pharmacy, row.Patient, dispensation, "dispensation.reverse", cancellation);
        var payload = (await vault.RequireAsync(row.Patient, cancellation)).SealReason(pharmacy, reason, request, network.Identity);
        return Draft(pharmacy, row.Patient, dispensation, new ReverseDispensation(dispensation, payload.Commitment), request, payload, "reversed", "dispensation.reverse");
    }

    async Task CheckAsync(Prescription prescription, DispensationBody body, CancellationToken cancellation)
    {
        clock.RefuseFuture(body.DispensedAt, "dispensedAt");
        if (body.Product is { } product)
        {
            CodeRules.Require(product, "product");
            await codes.RequireAsync(prescription.Patient, [new CodeUse(product, "product", CodeTables.TussMedicines)], body.DispensedAt, cancellation);
        }
        await using var db = store.OpenRead();
        var (content, _) = await vault.OpenContentAsync(db, prescription.Patient, prescription.Id, cancellation);
        if (Recipe.Of(content) is not { } recipe || rules.LastOf(recipe.Type, clock.Today) is not { } row) return;
        if (row.Sngpc is not null && body.DispensedAt < clock.Now.AddDays(-SngpcReader.LatestEntryDays))
            throw Problems.Broken("dispensedAt", $"lies more than {SngpcReader.LatestEntryDays} days back, where no SNGPC file would hold it (RDC Anvisa 22/2014)");
        DispensingRules.Require(row, content!, body);
    }

    OperationDraft Draft(
        Actor actor, LedgerId patient, LedgerId resource, LedgerCommand command, RequestIdentity request, Payload reason, string status,
        string action) => OperationDraft.OfChange(actor, patient, resource, command, request, status, [reason], access.OwnAct(actor, patient, resource, action));

    async Task<Prescription> RequireAsync(LedgerId prescription, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Prescriptions.FirstOrDefaultAsync(row => row.Id == prescription, cancellation) ?? throw Problems.NotFound.With().AsException();
    }
}
