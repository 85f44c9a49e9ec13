using System.Security.Cryptography;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using HealthLedger.Tests.Core;

namespace HealthLedger.Tests.Chain;

public sealed class KeySealTests : IDisposable
{
    const string Owner = "entity key one";

    readonly string directory = Path.Combine(Path.GetTempPath(), "hl-seal-" + Guid.NewGuid().ToString("N"));
    readonly MasterKeys master;
    readonly PrivateKey key = PrivateKey.Generate();

    public KeySealTests() => master = MasterKeys.Open(directory, mayCreate: true);

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_sealed_key_opens_for_its_owner()
    {
        using var opened = KeySeal.Open(KeySeal.Seal(key, master, Owner), master, Owner, key.Address.ToText());
        Assert.Equal(key.Address, opened.Address);
    }

    [Fact]
    public void A_key_sealed_twice_is_two_different_boxes_without_the_secret_in_them()
    {
        var (first, second) = (KeySeal.Seal(key, master, Owner), KeySeal.Seal(key, master, Owner));
        Assert.NotEqual(first, second);
        Assert.Equal(-1, first.AsSpan().IndexOf(Secret()));
    }

    [Fact]
    public void A_flipped_bit_anywhere_opens_nothing()
    {
        var box = KeySeal.Seal(key, master, Owner);
        for (var position = 0; position < box.Length; position++)
        {
            byte[] damaged = [.. box];
            damaged[position] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(damaged, master, Owner, key.Address.ToText()));
        }
    }

    [Fact]
    public void A_box_cut_short_opens_nothing()
    {
        var box = KeySeal.Seal(key, master, Owner);
        for (var length = 0; length < box.Length; length++)
            Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box[..length], master, Owner, key.Address.ToText()));
    }

    [Fact]
    public void Another_owner_address_or_master_key_opens_nothing()
    {
        var box = KeySeal.Seal(key, master, Owner);
        Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box, master, "entity key two", key.Address.ToText()));
        Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box, master, Owner, Commands.AnyAddress().ToText()));
        var other = MasterKeys.Open(Path.Combine(directory, "other"), mayCreate: true);
        Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box, other, Owner, key.Address.ToText()));
    }

    [Fact]
    public async Task A_row_put_in_anothers_place_is_no_key_and_takes_no_other_key_with_it()
    {
        await using var world = new CoreWorld();
        var custody = new KeyCustody(world.Store, world.Get<MasterKeys>(), world.Get<Microsoft.Extensions.Logging.ILogger<KeyCustody>>());
        var good = custody.Create(LedgerId.Random(), 1);
        var (entity, address, version, box) = (custody.Create(LedgerId.Random(), 1), custody.Create(LedgerId.Random(), 1), custody.Create(LedgerId.Random(), 1), custody.Create(LedgerId.Random(), 1));
        entity.Entity = LedgerId.Random();
        address.Address = Commands.AnyAddress().ToText();
        version.Version = 2;
        box.Sealed[^1] ^= 1;
        EntityKey[] rows = [good, entity, address, version, box];
        await world.Store.WriteAsync((db, _) => { db.EntityKeys.AddRange(rows); return Task.CompletedTask; }, CoreWorld.Cancellation);

        var found = await custody.FindAsync([.. rows.Select(row => row.Address)], CoreWorld.Cancellation);

        Assert.Equal(good.Address, Assert.Single(found).Key);
        Assert.Equal(good.Address, found[good.Address].Address.ToText());
    }

    [Fact]
    public void No_text_and_no_exception_shows_the_secret()
    {
        var secret = Convert.ToHexStringLower(Secret());
        var box = KeySeal.Seal(key, master, Owner);
        var failure = Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box, master, "another", key.Address.ToText()));
        var wrong = Assert.ThrowsAny<CryptographicException>(() => KeySeal.Open(box, master, Owner, Commands.AnyAddress().ToText()));
        Assert.All(
            new[] { key.ToString(), failure.ToString(), wrong.ToString(), System.Text.Json.JsonSerializer.Serialize(new { key.Address }) },
            text => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    byte[] Secret()
    {
        var secret = new byte[PrivateKey.Length];
        key.CopyTo(secret);
        return secret;
    }
}
