using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

public sealed class EndpointsTests
{
    static readonly Address Contract = Address.Parse("0x2c75ab17520bddee307790f99d2a312d37e66117");
    static readonly byte[] Raw = ScriptedMember.Raw;
    static readonly Bytes32 Hash = Keccak.Hash(Raw);

    readonly ManualClock clock = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_of_another_network_is_excluded_with_a_reason()
    {
        var endpoints = Over(
            new ScriptedMember { Name = "a" }, new ScriptedMember { Name = "b", ChainId = "0x7a69" },
            new ScriptedMember { Name = "c", Genesis = 2 }, new ScriptedMember { Name = "d", Code = "0x6002" });
        await endpoints.CheckAsync(Cancellation);

        Assert.Equal("a:8545", Assert.Single(endpoints.Healthy).Name);
        Assert.All(endpoints.Statuses.Skip(1), status => Assert.Equal(EndpointState.Excluded, status.State));
        Assert.Contains("chain id is 31337, not 1337", endpoints.Statuses[1].Reason, StringComparison.Ordinal);
        Assert.Contains("genesis", endpoints.Statuses[2].Reason, StringComparison.Ordinal);
        Assert.Contains("other code", endpoints.Statuses[3].Reason, StringComparison.Ordinal);
        Assert.Equal(ClientKind.GoQuorum, endpoints.Statuses[0].Client);
    }

    [Fact]
    public async Task An_excluded_node_is_never_asked_again()
    {
        var other = new ScriptedMember { Name = "b", ChainId = "0x1" };
        var endpoints = Over(new ScriptedMember { Name = "a" }, other);
        await endpoints.CheckAsync(Cancellation);
        var asked = other.Script.Asked.Count;

        clock.Advance(TimeSpan.FromHours(1));
        await endpoints.SendRawAsync(Raw, Hash, Cancellation);
        Assert.Equal(asked, other.Script.Asked.Count);
    }

    [Fact]
    public async Task A_network_known_from_before_decides_whoever_answers_first()
    {
        var first = new ScriptedMember { Name = "a", Genesis = 2 };
        var known = new NetworkIdentity(1337, ScriptedMember.Word(1), new Dictionary<Address, Bytes32>());
        var endpoints = new Endpoints([first.Node], [], known, clock);
        await endpoints.CheckAsync(Cancellation);
        Assert.Equal(EndpointState.Excluded, endpoints.Statuses[0].State);
    }

    [Fact]
    public async Task A_node_that_has_no_contract_yet_is_asked_again()
    {
        var behind = new ScriptedMember { Name = "a", Code = "0x" };
        var endpoints = Over(behind);
        await endpoints.CheckAsync(Cancellation);
        Assert.Equal(EndpointState.Down, endpoints.Statuses[0].State);

        behind.Code = "0x6001";
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(9ul, await endpoints.AskAsync((node, token) => node.BlockNumberAsync(token), Cancellation));
    }

    [Fact]
    public async Task A_question_goes_to_the_next_where_the_transport_fails_and_comes_back_when_the_first_has_recovered()
    {
        var (first, second) = (new ScriptedMember { Name = "a" }, new ScriptedMember { Name = "b", Block = "0x8" });
        var endpoints = Over(first, second);
        Assert.Equal(9ul, await HeadAsync(endpoints));

        first.Dead = true;
        Assert.Equal(8ul, await HeadAsync(endpoints));
        Assert.Equal(EndpointState.Down, endpoints.Statuses[0].State);

        var asked = first.Script.Asked.Count;
        Assert.Equal(8ul, await HeadAsync(endpoints));
        Assert.Equal(asked, first.Script.Asked.Count);

        first.Dead = false;
        clock.Advance(TimeSpan.FromMinutes(1));
        await HeadAsync(endpoints); // starts the check, does not wait for it
        await WaitUntilAsync(() => endpoints.Healthy.Count == 2);
        Assert.Equal(9ul, await HeadAsync(endpoints));
    }

    [Fact]
    public async Task One_that_failed_often_of_late_stands_behind_the_others_until_that_is_forgotten()
    {
        var (first, second) = (new ScriptedMember { Name = "a" }, new ScriptedMember { Name = "b", Block = "0x8" });
        var endpoints = Over(first, second);
        for (var failure = 0; failure < 3; failure++)
        {
            first.Dead = true;
            await endpoints.SendRawAsync(Raw, Hash, Cancellation);
            first.Dead = false;
            clock.Advance(TimeSpan.FromSeconds(5));
            await HeadAsync(endpoints);
            await WaitUntilAsync(() => endpoints.Healthy.Count == 2);
        }

        Assert.Equal(8ul, await HeadAsync(endpoints));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(9ul, await HeadAsync(endpoints));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_whose_chain_is_not_ours_is_asked_last(bool forked)
    {
        var endpoints = Over(new ScriptedMember { Name = "a" }, new ScriptedMember { Name = "b", Block = "0x8" });
        await endpoints.CheckAsync(Cancellation);
        endpoints.Usable[0].Ancestry = forked ? Ancestry.Forked : Ancestry.Behind;
        Assert.Equal(8ul, await HeadAsync(endpoints));
        endpoints.Usable[1].Ancestry = Ancestry.True;
        Assert.Equal(9ul, await HeadAsync(endpoints));
    }

    [Fact]
    public async Task One_that_is_suspected_says_again_who_it_is_before_it_is_used()
    {
        var member = new ScriptedMember { Name = "a" };
        var endpoints = Over(member);
        await endpoints.CheckAsync(Cancellation);
        member.Code = "0x6002";
        endpoints.Suspect();
        await Assert.ThrowsAsync<RpcException>(() => HeadAsync(endpoints));
        Assert.Equal(EndpointState.Excluded, endpoints.Statuses[0].State);
    }

    [Fact]
    public async Task What_a_node_refuses_is_an_answer_and_is_not_asked_elsewhere()
    {
        var (first, second) = (new ScriptedMember { Name = "a", Refusal = "nonce too low" }, new ScriptedMember { Name = "b" });
        var endpoints = Over(first, second);
        await endpoints.CheckAsync(Cancellation);
        var asked = second.Script.Asked.Count;

        var fault = await Assert.ThrowsAsync<RpcException>(() => HeadAsync(endpoints));
        Assert.Equal(RpcFault.NonceTooLow, fault.Fault);
        Assert.Equal(asked, second.Script.Asked.Count);
        Assert.Equal(2, endpoints.Healthy.Count);
    }

    [Theory]
    [InlineData(-32603, "Internal error")]
    [InlineData(-32601, "the method eth_blockNumber does not exist/is not available")]
    [InlineData(-39999, "never heard of")]
    public async Task What_a_node_lacks_or_fails_at_is_asked_of_the_next(int code, string message)
    {
        var endpoints = Over(new ScriptedMember { Name = "a", Refusal = message, RefusalCode = code }, new ScriptedMember { Name = "b", Block = "0x8" });
        Assert.Equal(8ul, await HeadAsync(endpoints));
        Assert.Equal(2, endpoints.Healthy.Count);
    }

    [Fact]
    public async Task A_transaction_does_not_go_where_other_blocks_are_unless_they_are_everywhere()
    {
        ScriptedMember[] members = [new() { Name = "a" }, new() { Name = "b" }];
        var endpoints = Over(members);
        await endpoints.CheckAsync(Cancellation);
        endpoints.Usable[0].Ancestry = Ancestry.Forked;
        Assert.Equal(["b:8545"], (await endpoints.SendRawAsync(Raw, Hash, Cancellation)).Answers.Select(answer => answer.Endpoint));
        endpoints.Usable[0].Ancestry = Ancestry.Forked;
        Assert.Equal(2, (await endpoints.SendRawAsync(Raw, Hash, Cancellation)).Answers.Count);
    }

    [Fact]
    public async Task A_transaction_goes_to_all_and_one_that_holds_it_is_enough()
    {
        ScriptedMember[] members = [new() { Name = "a", Refusal = "nonce too low" }, new() { Name = "b" }, new() { Name = "c" }];
        var endpoints = Over(members);
        await endpoints.CheckAsync(Cancellation);
        members[2].Dead = true;

        var broadcast = await endpoints.SendRawAsync(Raw, Hash, Cancellation);
        Assert.True(broadcast.Held);
        Assert.Equal(
            [RpcFault.NonceTooLow, (RpcFault?)null, RpcFault.Unreachable],
            broadcast.Answers.Select(answer => answer.Refusal?.Fault));
        Assert.Equal([EndpointState.Healthy, EndpointState.Healthy, EndpointState.Down], endpoints.Statuses.Select(status => status.State));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonce too low")]
    public async Task One_that_stays_silent_is_not_waited_for_after_another_answered(string? answer)
    {
        var endpoints = Over(new ScriptedMember { Name = "a", Silent = true }, new ScriptedMember { Name = "b", Refusal = answer });
        await endpoints.CheckAsync(Cancellation);
        var broadcast = await endpoints.SendRawAsync(Raw, Hash, Cancellation);
        Assert.Equal(answer is null, broadcast.Held);
        Assert.Contains("after another answered", broadcast.Answers[0].Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal([EndpointState.Down, EndpointState.Healthy], endpoints.Statuses.Select(status => status.State));
    }

    [Fact]
    public async Task Already_known_is_held_and_refused_by_all_is_not()
    {
        Assert.True((await Over(new ScriptedMember { Refusal = "already known" }).SendRawAsync(Raw, Hash, Cancellation)).Held);
        Assert.False((await Over(new ScriptedMember { Refusal = "intrinsic gas too low" }).SendRawAsync(Raw, Hash, Cancellation)).Held);
    }

    [Fact]
    public async Task Without_any_endpoint_the_reason_of_each_is_told()
    {
        var endpoints = Over(new ScriptedMember { Name = "a", Dead = true }, new ScriptedMember { Name = "b", Dead = true });
        var fault = await Assert.ThrowsAsync<RpcException>(() => HeadAsync(endpoints));
        Assert.Equal(RpcFault.Unreachable, fault.Fault);
        Assert.Contains("a:8545: refused", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(() => endpoints.SendRawAsync(Raw, Hash, Cancellation));
    }

    Endpoints Over(params ScriptedMember[] members) => new(members.Select(member => member.Node), [Contract], null, clock);

    static Task<ulong> HeadAsync(Endpoints endpoints) => endpoints.AskAsync((node, token) => node.BlockNumberAsync(token), Cancellation);

    static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5, Cancellation);
    }
}
