using System.Net;
using HealthLedger.Api.Identity;

namespace HealthLedger.Tests.Api;

public sealed class PasswordHasherTests
{
    [Fact]
    public async Task A_hash_knows_its_password_and_no_other()
    {
        using var hasher = new PasswordHasher();
        var hash = await hasher.HashAsync("ma\u00f1ana por la ma\u00f1ana", TestGateway.Cancellation);
        Assert.Matches(@"^\$argon2id\$v=19\$m=7168,t=5,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", hash);
        Assert.True(await hasher.VerifyAsync(hash, "ma\u00f1ana por la ma\u00f1ana", TestGateway.Cancellation));
        Assert.False(await hasher.VerifyAsync(hash, "manana por la manana", TestGateway.Cancellation));
        Assert.False(await hasher.VerifyAsync(hash, "", TestGateway.Cancellation));
        Assert.NotEqual(hash, await hasher.HashAsync("ma\u00f1ana por la ma\u00f1ana", TestGateway.Cancellation));
    }

    // Made with Konscious.Security.Cryptography.Argon2 1.3.1.
    [Fact]
    public async Task A_hash_says_with_which_figures_it_was_made()
    {
        using var hasher = new PasswordHasher();
        const string hash = "$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlcyBvaw$vNwONh7pgPRGidsLe1C2Ct6e5d2i85jncIOJAGqvfFQ";
        Assert.True(await hasher.VerifyAsync(hash, "ma\u00f1ana por la ma\u00f1ana", TestGateway.Cancellation));
        Assert.False(await hasher.VerifyAsync(hash.Replace("t=2", "t=3"), "ma\u00f1ana por la ma\u00f1ana", TestGateway.Cancellation));
    }

    [Fact]
    public async Task Nobody_has_no_password()
    {
        using var hasher = new PasswordHasher();
        Assert.False(await hasher.VerifyAsync(null, "", TestGateway.Cancellation));
    }

    [Fact]
    public async Task A_damaged_hash_is_an_error_not_a_refusal()
    {
        using var hasher = new PasswordHasher();
        await Assert.ThrowsAsync<InvalidOperationException>(() => hasher.VerifyAsync("$argon2i$v=19$m=1,t=1,p=1$AAAA$AAAA", "x", TestGateway.Cancellation));
    }

    static readonly IPAddress here = IPAddress.Parse("203.0.113.7");
    static readonly IPAddress elsewhere = IPAddress.Parse("203.0.113.8");

    [Fact]
    public async Task Waits_grow_with_failures_and_end_with_a_success()
    {
        var clock = new SetClock();
        var lockOut = new LockOut(clock);
        for (var i = 0; i < 5; i++) Assert.False(await Try(lockOut, here, right: false));
        Assert.False(await Try(lockOut, here, right: true));
        Assert.True(await Try(lockOut, elsewhere, right: true));
        clock.Forward(TimeSpan.FromSeconds(15));
        Assert.False(await Try(lockOut, here, right: false));
        clock.Forward(TimeSpan.FromSeconds(16));
        Assert.False(await Try(lockOut, here, right: true));
        clock.Forward(TimeSpan.FromSeconds(15));
        Assert.True(await Try(lockOut, here, right: true));
        Assert.False(await Try(lockOut, here, right: false));
        Assert.True(await Try(lockOut, here, right: true));
    }

    [Fact]
    public async Task The_longest_wait_is_a_quarter_of_an_hour()
    {
        var clock = new SetClock();
        var lockOut = new LockOut(clock);
        for (var i = 0; i < 40; i++)
        {
            Assert.False(await Try(lockOut, here, right: false));
            clock.Forward(TimeSpan.FromMinutes(15));
        }
        Assert.True(await Try(lockOut, here, right: true));
    }

    [Fact]
    public async Task A_hundred_guesses_at_once_are_five()
    {
        var lockOut = new LockOut(new SetClock());
        var made = 0;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => lockOut.AttemptAsync("REG", here, async () =>
        {
            Interlocked.Increment(ref made);
            await Task.Yield();
            return false;
        }, TestGateway.Cancellation)));
        Assert.Equal(5, made);
    }

    [Theory]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    public void A_subscriber_is_one_source(string address, string source) => Assert.Equal(source, LockOut.NetworkOf(IPAddress.Parse(address)));

    static Task<bool> Try(LockOut lockOut, IPAddress address, bool right) => lockOut.AttemptAsync("REG", address, () => Task.FromResult(right), TestGateway.Cancellation);

    sealed class SetClock : TimeProvider
    {
        DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public void Forward(TimeSpan time) => now += time;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
