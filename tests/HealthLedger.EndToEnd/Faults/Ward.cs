using System.Text.Json;
using HealthLedger.EndToEnd.Restart;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Writes under keys and a logged read, on a store that fails and recovers: what was refused is asked again, what was told holds.</summary>
sealed class Ward
{
    readonly GatewayProcess gateway;
    readonly Account physician;
    readonly List<KeyedRequest> asked = [];
    readonly string records, consents;

    Ward(GatewayProcess gateway, Account patient, Account physician)
    {
        this.gateway = gateway;
        this.physician = physician;
        Patient = patient;
        (records, consents) = ($"/v1/patients/{patient.Identifier}/records", $"/v1/patients/{patient.Identifier}/consents");
    }

    public Account Patient { get; }

    public static async Task<Ward> OpenAsync(GatewayProcess gateway)
    {
        var ledger = await Ledger.OpenAsync(gateway);
        var ward = new Ward(gateway, await ledger.PatientAsync(), await ledger.PhysicianAsync());
        await Ledger.ConsultAsync(ward.Patient, ward.physician);
        return ward;
    }

    /// <summary>Another consent.</summary>
    public async Task<Answer> AskAsync(string? prefer = null)
    {
        var request = NewConsent();
        asked.Add(request);
        return await request.Actor.SendAsync(request.Method, request.Path, request.Body, request.Key, prefer);
    }

    /// <summary>Another consultation, with its answer.</summary>
    public async Task<KeyedRequest> ConsultAsync()
    {
        var request = new KeyedRequest(
            physician, HttpMethod.Post, $"/v1/patients/{Patient.Identifier}/consultations", JsonSerializer.SerializeToNode(Ledger.Consultation()),
            Guid.NewGuid().ToString());
        return request with { First = (await request.SendAsync()).Expect(201) };
    }

    /// <summary>Writes, and reads that would have to be logged, come to be answered with 503 and when to come again; others are answered.</summary>
    public async Task IsRefusedAsync()
    {
        // What has room left in the files as they are may still pass.
        await Task.WhenAll(
            UntilRefusedAsync(() => AskAsync()),
            UntilRefusedAsync(() => physician.GetAsync(records)));
        (await physician.GetAsync("/v1/me")).Expect(200);
    }

    /// <summary>The disk is well: everything that was asked is there once, under the id it was told with.</summary>
    public async Task GoesOnAsync()
    {
        var told = new Dictionary<string, string>();
        foreach (var request in asked)
            await Eventually.IsTrueAsync(
                async () =>
                {
                    var answer = OrUnavailable(await request.SendAsync());
                    if (answer.Status == 201) told[request.Key] = answer.Id;
                    return answer.Status == 201;
                },
                () => $"A write is still refused.\n{gateway.Output[^Math.Min(3000, gateway.Output.Length)..]}");
        (await physician.GetAsync(records)).Expect(200);

        // The physician's first, and each of those.
        var listed = (await Patient.GetAsync($"{consents}?limit=200")).Expect(200).Items.Select(item => item!["id"]!.GetValue<string>()).ToList();
        Assert.Equal(asked.Count, told.Values.Distinct().Count());
        Assert.Equal(1 + asked.Count, listed.Count);
        Assert.Empty(told.Values.Except(listed));
        await using var node = await ChainNode.OfAsync(gateway);
        var executed = await node.ExecutedAsync();
        Assert.Equal(executed.Count, executed.Distinct(StringComparer.Ordinal).Count());
    }

    static async Task UntilRefusedAsync(Func<Task<Answer>> ask)
    {
        var answer = default(Answer);
        await Eventually.IsTrueAsync(
            async () => (answer = OrUnavailable(await ask())).Status == 503, () => $"Nothing is refused: {answer?.Status} {answer?.Text}");
        Assert.Equal("ledger-unavailable", answer!.Code);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    // Whatever becomes of the disk, no answer is another one.
    static Answer OrUnavailable(Answer answer)
    {
        Assert.True(answer.Status is 200 or 201 or 202 or 503, answer.Text);
        return answer;
    }

    KeyedRequest NewConsent() => new(
        Patient, HttpMethod.Post, consents, JsonSerializer.SerializeToNode(Ledger.Consent(physician, "treatment", "exams:read")),
        Guid.NewGuid().ToString());
}
