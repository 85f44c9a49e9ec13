using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core;

public sealed class VaultTests
{
    static readonly LedgerIdentity ledger = new(1337, "0x00112233445566778899aabbccddeeff00112233");

    [Fact]
    public void A_box_opens_with_its_key_and_context_and_nothing_else() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 200], Gen.Int[0, int.MaxValue])
        .Sample((key, plain, at) =>
        {
            var box = SealedBox.Seal(key, plain, "here");
            Assert.Equal(plain, SealedBox.Open(key, box, "here"));
            Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box, "there"));
            box[at % box.Length] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box, "here"));
        });

    [Fact]
    public async Task A_payload_comes_back_as_it_was_committed_to()
    {
        await using var world = new CoreWorld();
        var patient = LedgerId.Random();
        var written = await world.SubjectAsync(patient);
        var content = new JsonObject { ["observations"] = "dor torácica", ["value"] = 1.50 };

        var payload = written.SealPayload(Draft(content), ledger);

        var read = await world.Vault.SubjectAsync(patient, CoreWorld.Cancellation);
        Assert.Equal(CanonicalJson.Of(content), CanonicalJson.Of(read!.OpenPayload(payload)));
        Assert.Equal(payload.Commitment, Commitments.Of(read.FieldsOf(payload, ledger), read.OpenCanonical(payload)));
        Assert.DoesNotContain("dor", Encoding.UTF8.GetString(payload.Sealed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_moved_to_another_place_does_not_open()
    {
        await using var world = new CoreWorld();
        var vault = await world.SubjectAsync(LedgerId.Random());
        var payload = vault.SealPayload(Draft([]), ledger);
        payload.Id = LedgerId.Random();
        Assert.ThrowsAny<CryptographicException>(() => vault.OpenPayload(payload));
        Assert.ThrowsAny<CryptographicException>(() => world.Vault.CreateSubject(LedgerId.Random()).Vault.OpenPayload(payload));
    }

    [Fact]
    public async Task A_repeated_request_makes_the_same_commitment_and_another_one_another()
    {
        await using var world = new CoreWorld();
        var vault = await world.SubjectAsync(LedgerId.Random());
        var draft = Draft(new JsonObject { ["a"] = 1 });
        Assert.Equal(vault.SealPayload(draft, ledger).Commitment, vault.SealPayload(draft, ledger).Commitment);
        Assert.NotEqual(
            vault.SealPayload(draft, ledger).Commitment, vault.SealPayload(draft with { RequestId = Story.AnyDigest() }, ledger).Commitment);
    }

    [Fact]
    public async Task An_unknown_subject_has_no_vault()
    {
        await using var world = new CoreWorld();
        Assert.Null(await world.Vault.SubjectAsync(LedgerId.Random(), CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Keys_outlive_a_restart_and_are_for_their_owner_s_eyes_only()
    {
        var patient = LedgerId.Random();
        var world = new CoreWorld();
        var box = (await world.SubjectAsync(patient)).Seal("hello"u8, "x");
        var secret = world.Get<LedgerSecret>().Hash("test", "part");
        await world.Store.DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(world.Keys))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(world.Keys));
        }

        await using var again = new CoreWorld(directory: world.Root);

        Assert.Equal("hello"u8.ToArray(), (await again.Vault.SubjectAsync(patient, CoreWorld.Cancellation))!.Open(box, "x"));
        Assert.Equal(secret, again.Get<LedgerSecret>().Hash("test", "part"));
    }

    [Theory]
    [InlineData("master.json")]
    [InlineData("secret.json")]
    public async Task A_lost_key_file_is_told_in_one_sentence_and_never_made_anew(string name)
    {
        var world = new CoreWorld();
        await world.SubjectAsync(LedgerId.Random());
        await world.Store.DisposeAsync();
        File.Delete(Path.Combine(world.Keys, name));

        await using var again = new CoreWorld(directory: world.Root);

        var refused = Assert.Throws<CannotStartException>(() => again.Vault);
        Assert.Contains("put the file back", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(world.Keys, name)));
    }

    [Fact]
    public async Task No_two_different_lists_of_parts_hash_alike()
    {
        await using var world = new CoreWorld();
        var secret = world.Get<LedgerSecret>();
        Assert.Equal(5, new[]
        {
            secret.Hash("p", "ab", "c"), secret.Hash("p", "a", "bc"), secret.Hash("p", "abc"), secret.Hash("pa", "bc"), secret.Hash("p", "", "abc"),
        }.Distinct().Count());
    }

    // Computed outside of this code: docs/commitments.md shows how.
    [Fact]
    public void The_commitment_is_the_documented_one()
    {
        var fields = new CommitmentFields(
            1337, ledger.Address, Id(1), PayloadKinds.Consultation, Id(2), Id(3), 2, Filled(4), Filled(5));
        Assert.Equal("0x39549802ef29131e7eab1f3bb626e3b67d1d4e29158cdc269699d6cb537ae291", Commitments.Of(fields, CanonicalJson.Of(new JsonObject { ["b"] = 1, ["a"] = "ç" })).ToString());
    }

    [Fact]
    public void Every_field_is_bound_by_the_commitment()
    {
        var fields = new CommitmentFields(1337, ledger.Address, Id(1), PayloadKinds.Consultation, Id(2), Id(3), 2, Filled(4), Filled(5));
        CommitmentFields[] all =
        [
            fields, fields with { ChainId = 1 }, fields with { Ledger = "0x0000000000000000000000000000000000000001" }, fields with { Id = Id(9) },
            fields with { Kind = PayloadKinds.Amendment }, fields with { Patient = Id(9) }, fields with { Author = Id(9) },
            fields with { Version = 3 }, fields with { Previous = Filled(9) }, fields with { Salt = Filled(9) },
        ];
        Assert.Equal(all.Length + 1, all.Select(each => Commitments.Of(each, "{}"u8)).Append(Commitments.Of(fields, "[]"u8)).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_holds_keys_or_content_prints_as_redacted()
    {
        await using var world = new CoreWorld();
        var vault = await world.SubjectAsync(LedgerId.Random());
        var fields = vault.FieldsOf(vault.SealPayload(Draft([]), ledger), ledger);
        object[] secrets = [world.Get<MasterKeys>(), world.Get<LedgerSecret>(), vault, Draft(new JsonObject { ["name"] = "Maria" }), fields];
        Assert.All(secrets, secret => Assert.EndsWith("(redacted)", secret.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(fields.Salt.ToString(), fields.ToString(), StringComparison.Ordinal);
    }

    static PayloadDraft Draft(JsonObject content) =>
        new(LedgerId.Random(), PayloadKinds.Consultation, LedgerId.Random(), 1, Digest.Zero, Story.AnyDigest(), content);

    static LedgerId Id(byte filling) => new(Enumerable.Repeat(filling, 16).ToArray());

    static Digest Filled(byte filling) => new(Enumerable.Repeat(filling, 32).ToArray());
}
