using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Benchmarks.Million;

/// <summary>What rows are written with: the store's own keys, and counters that end before the chain's next block.</summary>
sealed class Ink(Vault vault, IKeyCustody custody, LedgerIdentity ledger, LedgerId regulator, string passwordHash)
{
    static long sequence, access;

    readonly long begun = DateTimeOffset.UtcNow.AddDays(-30).ToUnixTimeMilliseconds();

    public Vault Vault => vault;
    public IKeyCustody Custody => custody;
    public LedgerId Regulator => regulator;
    public string PasswordHash => passwordHash;

    /// <summary>What was written and is to be stored.</summary>
    public List<object> Rows { get; } = [];

    public static Digest AnyDigest() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>A month of history, the higher the later.</summary>
    public long At(long position) => begun + position;

    public Standing Standing(long position) => new() { Block = 1, Transaction = AnyDigest(), At = At(position) };

    public Payload Seal(Registered subject, LedgerId id, string kind, LedgerId author, Digest request, JsonObject content)
    {
        var payload = subject.Vault.SealPayload(new PayloadDraft(id, kind, author, 1, Digest.Zero, request, content), ledger);
        Rows.Add(payload);
        return payload;
    }

    public void Operation(
        Digest request, LedgerId actor, Registered subject, LedgerCommand command, string resource, string path, JsonObject answer, string? action = null,
        string purpose = "treatment")
    {
        var (id, number) = (new LedgerId(request.ToBytes()), Interlocked.Increment(ref sequence));
        Rows.Add(new Operation
        {
            // Below what the gateway itself has accepted: it is its past.
            Sequence = number - 100_000_000, Id = id, RequestId = request, Actor = actor, Subject = subject.Id, Command = command, Resource = resource,
            Method = "POST", Path = path, BodyHash = AnyDigest(), SealedAnswer = subject.Vault.Seal(CanonicalJson.Of(answer), $"answer {id}"),
            State = OperationState.Confirmed, Nonce = -1 - number / 100, TransactionHash = AnyDigest(), BlockNumber = 1, AcceptedAt = At(number),
            SentAt = At(number), DecidedAt = At(number),
        });
        if (action is null) return;
        Rows.Add(new AccessEntry
        {
            Sequence = Interlocked.Increment(ref access) - 100_000_000, Id = LedgerId.Random(), At = At(number), Patient = subject.Id, Actor = actor, Action = action,
            Outcome = AccessOutcome.Allowed, Purpose = purpose,
        });
    }
}
