using System.Data.Common;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Crashes;

enum Act
{
    Register,
    Consent,
    Revoke,
    Consult,
    Amend,
    Dispense,
    Suspend,
    Reactivate,
    Rotate,
}

/// <summary>
/// A write under its key, with what the gateway has told of it so far; fails as soon as it is told otherwise than before.
/// </summary>
/// <param name="about">The patient or entity it is about; null for one that is only being made.</param>
sealed class AskedWrite(Act act, Account actor, Account? about, HttpMethod method, string path, object? body, string key, string? prefer)
{
    int asking;
    Answer? accepted;

    public Act Act => act;

    public Account? About => about;

    /// <summary>The success, or the ledger's refusal: from then on the answer.</summary>
    public Answer? Told { get; private set; }

    public bool Succeeded => Told is { Status: < 300 };

    /// <summary>It was refused before it became an operation: nothing came of it, and nothing was kept.</summary>
    public bool CameToNothing { get; private set; }

    public bool IsSettled => Told is not null || CameToNothing;

    /// <summary>Its execution, as the chain had it when first looked at.</summary>
    public Execution? Seen { get; set; }

    public string Operation => Told!["ledger"]!["operationId"]!.GetValue<string>();

    /// <summary>False while somebody asks it.</summary>
    public bool TryBegin() => !CameToNothing && Interlocked.Exchange(ref asking, 1) == 0;

    /// <summary>Asks, again or for the first time; call after TryBegin.</summary>
    /// <returns>Whether the gateway could take it in.</returns>
    public async Task<bool> AskAsync(GatewayProcess gateway, string? waiting = null)
    {
        try
        {
            var answer = await actor.SendAsync(method, path, body, key, waiting ?? prefer);
            // Not taken in, or not to be told now: nothing is said otherwise than before.
            if (answer.Status == 503)
            {
                Require(answer.Code == "ledger-unavailable", answer, "may not be answered so");
                return false;
            }
            if (answer.Status == 202) HearAccepted(answer);
            else if (answer.Status is 200 or 201) HearDone(answer);
            else await HearRefusedAsync(gateway, answer);
            return true;
        }
        finally
        {
            Volatile.Write(ref asking, 0);
        }
    }

    /// <summary>What was accepted is known, before anybody asks again.</summary>
    public async Task IsKnownAsync(Account regulator)
    {
        if (accepted is not null) (await regulator.GetAsync($"/v1/operations/{accepted["ledger"]!["operationId"]}")).Expect(200);
    }

    public override string ToString() => $"{act} {method} {path} ({key})";

    void HearAccepted(Answer answer)
    {
        Require(Told is null, answer, "was decided and is undecided again");
        Require(accepted is null || accepted.Text == answer.Text, answer, "was accepted with another body");
        accepted = answer;
    }

    void HearDone(Answer answer)
    {
        Require(Told is null || (Told.Status == answer.Status && Told.Text == answer.Text), answer, "was told otherwise");
        Require(accepted is null || Agree(accepted.Body, answer.Body), answer, "was accepted with another body");
        Require(answer["ledger"]?["transactionHash"] is not null && answer["ledger"]?["blockNumber"] is not null, answer, "is confirmed nowhere");
        Told = answer;
    }

    async Task HearRefusedAsync(GatewayProcess gateway, Answer answer)
    {
        Require(answer.Status is 403 or 404 or 409 && answer.Code is not ("needs-operator" or "lost-in-fork"), answer, "may not be answered so");
        if (Told is not null)
        {
            Require(SaysOf(Told) == SaysOf(answer), answer, "was told otherwise");
            return;
        }
        var operations = await CountAsync(gateway);
        Require(operations <= 1 && (accepted is null || operations == 1), answer, $"has {operations} operations");
        if (operations == 1) Told = answer;
        else CameToNothing = true;
    }

    // The database's server may be what was just ended.
    async Task<long> CountAsync(GatewayProcess gateway)
    {
        var (count, fault) = (0L, "");
        await Eventually.IsTrueAsync(
            async () =>
            {
                try
                {
                    count = await Database.CountAsync(gateway, $"""SELECT count(*) FROM "Operations" WHERE "IdempotencyKey" = '{key}'""");
                    return true;
                }
                catch (DbException away)
                {
                    fault = away.Message;
                    return false;
                }
            },
            () => $"The database cannot be asked: {fault}");
        return count;
    }

    // What is null at first is told later; what is told stays.
    static bool Agree(JsonNode? earlier, JsonNode? later) => earlier is null || (earlier, later) switch
    {
        (JsonObject before, JsonObject after) => before.All(field => Agree(field.Value, after[field.Key])),
        _ => JsonNode.DeepEquals(earlier, later),
    };

    static (int, string, string?) SaysOf(Answer refusal) => (refusal.Status, refusal.Code, refusal["detail"]?.GetValue<string>());

    void Require(bool holds, Answer answer, string what) => Assert.True(
        holds, $"{this} {what}: now {answer.Status} {answer.Text}, before {accepted?.Status} {accepted?.Text} {Told?.Status} {Told?.Text}");
}
