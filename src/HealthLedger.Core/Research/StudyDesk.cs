using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Research;

/// <summary>Makes what happens to a study into operations. Whether its state allows it, the contract decides.</summary>
public sealed class StudyDesk(StudyReader studies, Vault.Vault vault, ILedgerNetwork network)
{
    /// <exception cref="RefusedException">422 for a time that ends before it begins and for codes of no known system.</exception>
    public async Task<OperationDraft> RegisterAsync(Actor institute, StudyBody body, RequestIdentity request, CancellationToken cancellation)
    {
        if (!request.Returns) Check(body);
        var id = request.Derive("study");
        var content = body.ToContent();
        content["k"] = body.K ?? StudyBody.LeastK;
        var payload = (await vault.RequireAsync(institute.Entity, cancellation)).SealPayload(
            new PayloadDraft(id, PayloadKinds.Study, institute.Entity, 1, Digest.Zero, request.RequestId, content), network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = institute,
            Subject = institute.Entity,
            Command = new RegisterStudy(id, payload.Commitment),
            Resource = id.ToString(),
            Payloads = [payload],
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["institute"] = institute.Identifier,
                ["title"] = body.Title,
                ["k"] = content["k"]!.DeepClone(),
                ["status"] = "registered",
            },
        };
    }

    /// <exception cref="RefusedException">404: no such study.</exception>
    public async Task<OperationDraft> ApproveAsync(Actor regulator, LedgerId study, RequestIdentity request, CancellationToken cancellation) =>
        Draft(regulator, await studies.RequireAsync(regulator, study, cancellation), new ApproveStudy(study), request, "approved", []);

    /// <summary>By its institute or a regulator; one that was not approved is turned down by it.</summary>
    /// <exception cref="RefusedException">404: no such study, or another institute's.</exception>
    public async Task<OperationDraft> EndAsync(Actor actor, LedgerId study, string reason, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await studies.RequireAsync(actor, study, cancellation);
        if (actor.Class != EntityClass.Regulator && actor.Entity != row.Institute) throw Problems.NotFound.With().AsException();
        var payload = (await vault.RequireAsync(row.Institute, cancellation)).SealReason(actor, reason, request, network.Identity);
        return Draft(actor, row, new EndStudy(study, payload.Commitment), request, "ended", [payload]);
    }

    static void Check(StudyBody body)
    {
        if (body.From > body.Until) throw Problems.Broken("until", "lies before from");
        foreach (var (code, index) in (body.Codes ?? []).Select((code, index) => (code, index)))
            if (!CodeSystems.IsKnown(code.System)) throw Problems.Broken($"codes[{index}].system", $"is none of {string.Join(", ", CodeSystems.Names)}");
    }

    static OperationDraft Draft(
        Actor actor, Study study, LedgerCommand command, RequestIdentity request, string status, IReadOnlyList<Payload> payloads) => new()
        {
            Request = request,
            Actor = actor,
            Subject = study.Institute,
            Command = command,
            Resource = study.Id.ToString(),
            Payloads = payloads,
            Answer = new JsonObject { ["id"] = study.Id.ToString(), ["status"] = status },
        };
}
