using HealthLedger.Api.Hosting;
using HealthLedger.Core;
using Microsoft.Extensions.Configuration;

namespace HealthLedger.Tests.Api;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void Everything_has_a_default()
    {
        var options = Read();
        Assert.True(Path.IsPathRooted(options.Core.DataDirectory));
        Assert.Equal("data", Path.GetFileName(options.Core.DataDirectory));
        Assert.True(File.Exists(Path.Combine(options.Core.DataDirectory, "..", "HealthLedger.sln")));
        Assert.Equal(Path.Combine(options.Core.DataDirectory, "keys"), options.Core.KeysDirectory);
        Assert.True(options.Chain.Embedded);
        Assert.Equal((false, true), (options.Core.SubstanceRequired, Read(("SubstanceRequired", "true")).Core.SubstanceRequired));
        Assert.Equal((100, 0, "America/Sao_Paulo"), (options.RateLimit, options.Chain.BlockTime, options.TimeZone.Id));
    }

    [Fact]
    public void A_network_is_named_by_a_list_or_in_one_value()
    {
        const string contract = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
        var listed = Read(("Chain:Endpoints:0", "http://a:8545"), ("Chain:Endpoints:1", "https://b"), ("Chain:ContractAddress", contract));
        var together = Read(("Chain:Endpoints", "http://a:8545, https://b"), ("Chain:ContractAddress", contract));
        Assert.Equal(2, listed.Chain.Endpoints.Count);
        Assert.Equal(listed.Chain.Endpoints, together.Chain.Endpoints);
    }

    [Theory]
    [InlineData("RateLimit", "many")]
    [InlineData("RateLimit", "-1")]
    [InlineData("Chain:BlockTime", "0.5")]
    [InlineData("Chain:Endpoints:0", "localhost:8545")]
    [InlineData("Chain:ContractAddress", "0x12")]
    [InlineData("Chain:ContractAddress", "0x5FbDB2315678afecb367f032d93F642f64180aa3")]
    [InlineData("Database:Provider", "oracle")]
    [InlineData("Database:ConnectionString", "Host=db")]
    [InlineData("Keys:Provider", "pkcs11")]
    [InlineData("Identity:Authority", "https://id.example")]
    [InlineData("TimeZone", "Mars/Olympus")]
    [InlineData("PrescriptionRules", "/no/such/rules.json")]
    [InlineData("SubstanceRequired", "perhaps")]
    [InlineData("DataDirektory", "/x")]
    public void A_wrong_value_is_one_sentence_that_names_its_key(string key, string value)
    {
        var sentence = Assert.Throws<CannotStartException>(() => Read((key, value))).Message;
        Assert.Contains($"HealthLedger:{key.Replace(":0", "", StringComparison.Ordinal)}", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL_needs_to_be_told_where_it_is()
    {
        Assert.Equal("Host=db", Read(("Database:Provider", "postgres"), ("Database:ConnectionString", "Host=db")).Core.PostgresConnection);
        foreach (var connection in new[] { "", "Database=hl", "Host=db;Password=secret;Colour=blue" })
        {
            var sentence = Assert.Throws<CannotStartException>(
                () => Read(("Database:Provider", "postgres"), ("Database:ConnectionString", connection))).Message;
            Assert.StartsWith("HealthLedger:Database:ConnectionString is ", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_network_needs_its_contracts()
    {
        var sentence = Assert.Throws<CannotStartException>(() => Read(("Chain:Endpoints:0", "http://localhost:8545"))).Message;
        Assert.Contains("--deploy", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--demo", "--urls", "http://localhost:1")]
    [InlineData("--urls=http://localhost:1", "--demo")]
    public void Our_switches_and_the_hosts_go_together(params string[] args)
    {
        Assert.True(CommandLine.TryParse(args, out var line));
        Assert.True(line.Demo);
        Assert.Equal(["--urls=http://localhost:1"], line.Host);
    }

    [Theory]
    [InlineData("--dmeo")]
    [InlineData("serve")]
    [InlineData("--reset-credential")]
    [InlineData("--reset-credential", "REG-WRONG")]
    [InlineData("--openapi")]
    public void An_unknown_switch_is_not_guessed_at(params string[] args) => Assert.False(CommandLine.TryParse(args, out _));

    static GatewayOptions Read(params (string Key, string Value)[] settings) => GatewayOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"HealthLedger:{setting.Key}", (string?)setting.Value))).Build());
}
