using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Chain;

public sealed class RelayerKeyTests : IDisposable
{
    readonly string directory = Path.Combine(Path.GetTempPath(), "hl-relayer-" + Guid.NewGuid().ToString("N"));
    readonly MasterKeys master;

    public RelayerKeyTests() => master = MasterKeys.Open(directory, mayCreate: true);

    string File => Path.Combine(directory, "relayer.json");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void It_is_made_once_and_readable_to_its_owner_only()
    {
        using var made = RelayerKey.Open(directory, master, known: null);
        using var again = RelayerKey.Open(directory, master, made.Address.ToText());
        Assert.Equal(made.Address, again.Address);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(directory, "relayer*"));
    }

    [Fact]
    public void What_it_signs_has_it_as_its_sender()
    {
        using var relayer = RelayerKey.Open(directory, master, known: null);
        var signed = relayer.Sign(new LegacyTransaction(7, 0, 21_000, Commands.AnyAddress(), 0, default), 1337);
        Assert.Equal(relayer.Address, SignedTransaction.Parse(signed.Raw).Sender);
    }

    [Fact]
    public void A_missing_file_on_which_a_ledger_rests_is_not_made_anew()
    {
        AssertRefused(Commands.AnyAddress().ToText(), "is missing");
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void The_file_of_another_ledger_is_refused()
    {
        RelayerKey.Open(directory, master, known: null).Dispose();
        AssertRefused(Commands.AnyAddress().ToText(), "but this ledger's relayer is");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Address":null,"Sealed":null}""")]
    [InlineData("""{"Address":"0x0011223344556677889900112233445566778899","Sealed":"AAAA"}""")]
    [InlineData("""{"Address":"0x0011223344556677889900112233445566778899","Sealed":"not base64"}""")]
    public void A_damaged_file_is_refused(string content)
    {
        System.IO.File.WriteAllText(File, content);
        AssertRefused(known: null, "cannot be opened");
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_flipped_bit_in_the_sealed_key_is_refused()
    {
        RelayerKey.Open(directory, master, known: null).Dispose();
        var content = System.IO.File.ReadAllText(File);
        var position = content.IndexOf("Sealed", StringComparison.Ordinal) + 60;
        System.IO.File.WriteAllText(File, $"{content[..position]}{(content[position] == 'A' ? 'B' : 'A')}{content[(position + 1)..]}");
        AssertRefused(known: null, "cannot be opened");
    }

    [Fact]
    public void Another_master_key_is_refused()
    {
        RelayerKey.Open(directory, master, known: null).Dispose();
        var other = MasterKeys.Open(Path.Combine(directory, "other"), mayCreate: true);
        var refused = Assert.Throws<CannotStartException>(() => RelayerKey.Open(directory, other, known: null));
        Assert.Contains("cannot be opened with this master key", refused.Message, StringComparison.Ordinal);
    }

    // One sentence that names the file and says what to do.
    void AssertRefused(string? known, string because)
    {
        var refused = Assert.Throws<CannotStartException>(() => RelayerKey.Open(directory, master, known));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
