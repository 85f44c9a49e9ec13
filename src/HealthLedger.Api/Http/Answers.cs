using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Api.Http;

/// <summary>
/// The body of an operation's answer as it stands now: what was sealed at acceptance, and the few fields that only the chain or the passing
/// of time decides. The one place for those, so that a repetition is answered as the request itself was.
/// </summary>
public sealed class Answers(OperationDesk desk, LedgerStore store, Vault vault, TimeProvider clock)
{
    /// <summary>What a temporary password is sealed for, under its entity's key.</summary>
    internal const string TemporaryPasswordContext = "temporary password";

    /// <summary>201 for what makes something, 200 for what changes it.</summary>
    public static int StatusOf(LedgerCommand command) => command is RegisterEntity or GrantConsent or AddConsultation or AmendConsultation
        or CompleteExam or CorrectResult or Dispense or RegisterStudy or RecordExtract
            ? StatusCodes.Status201Created
            : StatusCodes.Status200OK;

    public async Task<JsonObject> OfAsync(Operation operation, CancellationToken cancellation)
    {
        var body = await desk.AnswerAsync(operation, cancellation);
        switch (operation.Command)
        {
            case RegisterEntity register when await TemporaryPasswordAsync(register.Entity, cancellation) is { } password:
                body["temporaryPassword"] = password;
                break;
            case Dispense dispense:
                body["remaining"] = Units(await RemainingAfterAsync(dispense.Dispensation, cancellation));
                break;
            case ReverseDispensation reverse when operation.State == OperationState.Confirmed:
                body["remaining"] = Units(await RemainingNowAsync(reverse.Dispensation, cancellation));
                break;
            case ReverseDispensation:
                body["remaining"] = null;
                break;
        }
        return body;
    }

    // Only the first credential's: a later reset's password is for whoever asked for that.
    async Task<string?> TemporaryPasswordAsync(LedgerId entity, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var credential = await db.Credentials.SingleOrDefaultAsync(row => row.Entity == entity, cancellation);
        return credential is { Version: 1, SealedTemporary: { } box, TemporaryUntil: { } until }
            && until > clock.GetUtcNow().ToUnixTimeMilliseconds()
            && await vault.SubjectAsync(entity, cancellation) is { } subject
                ? Encoding.UTF8.GetString(subject.Open(box, TemporaryPasswordContext))
                : null;
    }

    async Task<long?> RemainingAfterAsync(LedgerId dispensation, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Dispensations.Where(row => row.Id == dispensation).Select(row => (long?)row.Remaining).SingleOrDefaultAsync(cancellation);
    }

    async Task<long?> RemainingNowAsync(LedgerId dispensation, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var prescriptions = db.Dispensations.Where(row => row.Id == dispensation).Select(row => row.Prescription);
        return await db.Prescriptions.Where(row => prescriptions.Contains(row.Id)).Select(row => (long?)row.Remaining)
            .SingleOrDefaultAsync(cancellation);
    }

    static JsonValue? Units(long? thousandths) => thousandths is { } some ? JsonValue.Create(Quantities.ToUnits(some)) : null;
}
