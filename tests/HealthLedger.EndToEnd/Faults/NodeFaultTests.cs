using HealthLedger.Chain.Rpc;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>
/// What nodes, and what stands before them, answer to a transaction or a question. Numbers are those of the list of faults in
/// docs/reliability.md. Whatever is answered, each accepted operation is executed once, in the very bytes that were stored.
/// </summary>
public sealed class NodeFaultTests
{
    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_15_the_node_accepts_and_drops_the_socket(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Endpoint.Misbehave(Misbehaviour.DropsTheSocket, times: 3);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 5));
        Assert.Contains(EndpointState.Down, watch.Seen);

        await on.ConfirmedOnceAsync(await AcceptAsync(on, 1));
        Assert.Equal(EndpointState.Healthy, on.StatusOf(on.Endpoint).State);
    }

    [Theory]
    [InlineData(Misbehaviour.AnswersGarbage)]
    [InlineData(Misbehaviour.AnswersHtml)]
    [InlineData(Misbehaviour.AnswersBadGateway)]
    [InlineData(Misbehaviour.AnswersHalf)]
    [InlineData(Misbehaviour.AnswersAnotherId)]
    public async Task Fault_16_garbage_instead_of_an_answer_to_a_transaction(Misbehaviour misbehaviour)
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Endpoint.Misbehave(misbehaviour, times: 2);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 3));
        Assert.Contains(EndpointState.Down, watch.Seen);
    }

    [Theory]
    [InlineData(Misbehaviour.AnswersGarbage)]
    [InlineData(Misbehaviour.AnswersHtml)]
    [InlineData(Misbehaviour.AnswersBadGateway)]
    [InlineData(Misbehaviour.AnswersHalf)]
    [InlineData(Misbehaviour.AnswersAnotherId)]
    [InlineData(Misbehaviour.DropsTheSocket)]
    public async Task Fault_16_garbage_instead_of_an_answer_to_a_question(Misbehaviour misbehaviour)
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, endpoints: 2);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        foreach (var method in new[] { "eth_getBlockByNumber", "eth_getLogs", "eth_getTransactionReceipt", "eth_getTransactionCount" })
            on.Endpoint.Misbehave(misbehaviour, method, times: 2);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 3));
        Assert.Contains(EndpointState.Down, watch.Seen);
        await Eventually.IsTrueAsync(
            () => on.StatusOf(on.Endpoint).State == EndpointState.Healthy, () => $"The endpoint stays away: {on.StatusOf(on.Endpoint)}");
    }

    [Theory]
    [InlineData("eth_sendRawTransaction")]
    [InlineData("eth_getBlockByNumber")]
    public async Task Fault_16_no_answer_until_the_time_is_out(string method)
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 2);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 1));
        on.Endpoint.Misbehave(Misbehaviour.StaysSilent, method);
        await on.ConfirmedOnceAsync([.. await AcceptAsync(on, 3), .. await AcceptAsync(on, 2)]);
        await Eventually.IsTrueAsync(() => watch.Seen.Contains(EndpointState.Down), () => "The silent endpoint counts as healthy.");
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    public async Task Fault_17_a_hash_is_returned_and_the_transaction_dropped(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Endpoint.Misbehave(Misbehaviour.ForgetsTheTransaction, times: 2);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 2));

        on.Network.Pool.Capacity = 0; // a full pool says the same
        var operations = await AcceptAsync(on, 5);
        var asked = on.Endpoint.Asked("eth_sendRawTransaction");
        await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_sendRawTransaction") > asked + 5, () => "Nothing is sent again.");
        on.Network.Pool.Capacity = int.MaxValue;
        await on.ConfirmedOnceAsync(operations);
        Assert.DoesNotContain(EndpointState.Down, watch.Seen);
    }

    [Fact]
    public async Task Fault_18_the_returned_hash_is_another_one()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        on.Endpoint.Misbehave(Misbehaviour.AnswersAnotherHash, times: int.MaxValue);
        await on.ConfirmedOnceAsync(await AcceptAsync(on, 3));
    }

    [Theory]
    [InlineData(NodeClient.Besu, SendRefusal.Permission)]
    [InlineData(NodeClient.Besu, SendRefusal.Syncing)]
    [InlineData(NodeClient.Besu, SendRefusal.TooDistant)]
    [InlineData(NodeClient.GoQuorum, SendRefusal.Permission)]
    [InlineData(NodeClient.GoQuorum, SendRefusal.Underpriced)]
    [InlineData(NodeClient.GoQuorum, SendRefusal.Funds)]
    [InlineData(NodeClient.Anvil, SendRefusal.AlreadyKnown)]
    public async Task A_refusal_is_an_answer_and_the_endpoint_stays(NodeClient client, SendRefusal refusal)
    {
        await using var on = await NetworkWorld.StartAsync(client, endpoints: 2);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Network.Rhythm.Period = null;
        foreach (var endpoint in on.Endpoints) endpoint.Refuse(refusal, times: 2);
        var operations = await AcceptAsync(on, 3);
        await Eventually.IsTrueAsync(() => on.Network.Pool.Waiting.Count > 0, () => "What was refused is not sent again.");
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);
        await on.ConfirmedOnceAsync(operations);
        Assert.Equal([EndpointState.Healthy], watch.Seen);
    }

    internal static async Task<Operation[]> AcceptAsync(NetworkWorld on, int count) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => on.World.RegisterAsync()))).Select(one => one.Operation)];
}
