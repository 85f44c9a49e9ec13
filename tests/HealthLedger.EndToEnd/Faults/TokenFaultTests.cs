using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Only what the gateway itself signed, for itself, as an access token, and now, is a token; it gives no more than its bearer may.</summary>
public sealed class TokenFaultTests(SharedGateway shared) : IAsyncLifetime
{
    readonly Ledger ledger = shared.Ledger;
    readonly ForgedAccount anybody = new(shared.Ledger.Gateway.Http);
    TokenForge forge = null!;

    public async ValueTask InitializeAsync()
    {
        forge = new TokenForge(ledger.Gateway, (await ledger.PatientAsync()).Token);
        // The forge works: what is refused below is not refused for its clumsiness.
        await AcceptedAsync(forge.Own());
    }

    public ValueTask DisposeAsync()
    {
        forge.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Fault_01_a_token_without_a_signature_or_signed_with_the_public_key_is_refused()
    {
        foreach (var none in (string[])["none", "None", "NONE", "nOnE", ""])
        {
            await RefusedAsync(forge.Make(header => header["alg"] = none, null, _ => []));
            await RefusedAsync(forge.Own(header => header["alg"] = none));
        }
        await RefusedAsync(forge.Make(header => header.Remove("alg"), null, _ => []));
        await RefusedAsync(forge.Make(null, null, _ => []));
        // A signature of zeros, which verified everywhere in one of Java's releases.
        await RefusedAsync(forge.Make(null, null, _ => new byte[64]));

        foreach (var key in forge.PublicKey)
        {
            await RefusedAsync(forge.Make(header => header["alg"] = "HS256", null, bytes => HMACSHA256.HashData(key, bytes)));
            await RefusedAsync(forge.Make(header => header["alg"] = "HS384", null, bytes => HMACSHA384.HashData(key, bytes)));
            await RefusedAsync(forge.Make(header => header["alg"] = "HS512", null, bytes => HMACSHA512.HashData(key, bytes)));
            await RefusedAsync(forge.Make(null, null, bytes => HMACSHA256.HashData(key, bytes)));
        }
        using var rsa = RSA.Create(2048);
        await RefusedAsync(forge.Make(
            header => header["alg"] = "RS256", null, bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync(forge.Make(null, null, bytes => stranger.SignData(bytes, HashAlgorithmName.SHA256)));
        await RefusedAsync("");
        await RefusedAsync("nonsense");
    }

    [Fact]
    public async Task Fault_02_a_header_that_brings_its_own_key_or_says_where_to_find_one_is_not_followed()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)elsewhere.LocalEndpoint).Port}/keys.json";
        var point = stranger.ExportParameters(false).Q;

        foreach (var kid in (string[])["../../../../../dev/null", "/dev/null", "x' OR '1'='1", "$(id)", "no such key", "", address, new('k', 10_000)])
        {
            await RefusedAsync(Strangers(header => header["kid"] = kid));
            // A key file that is empty is an empty secret.
            await RefusedAsync(forge.Make(
                header => (header["alg"], header["kid"]) = ("HS256", kid), null, bytes => HMACSHA256.HashData(new byte[1], bytes)));
        }
        await RefusedAsync(Strangers(header => header["kid"] = new JsonArray(1, 2)));
        await RefusedAsync(Strangers(header => header.Remove("kid")));
        foreach (var link in (string[])["jku", "x5u"]) await RefusedAsync(Strangers(header => header[link] = address));
        await RefusedAsync(Strangers(header => header["jwk"] = new JsonObject
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "mine", ["x"] = Text(point.X!), ["y"] = Text(point.Y!),
        }));
        await RefusedAsync(Strangers(header => header["x5c"] = new JsonArray(Convert.ToBase64String(stranger.ExportSubjectPublicKeyInfo()))));
        await RefusedAsync(Strangers(header => header["crit"] = new JsonArray("exp")));
        Assert.False(elsewhere.Pending(), "The gateway went to fetch a key.");

        string Strangers(Action<JsonObject> change) => forge.Make(change, null, bytes => stranger.SignData(bytes, HashAlgorithmName.SHA256));
        static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    [Fact]
    public async Task Fault_03_a_token_for_another_audience_issuer_kind_or_time_is_refused()
    {
        await RefusedAsync(forge.Own(null, claims => claims["aud"] = "somebody-else"));
        await RefusedAsync(forge.Own(null, claims => claims.Remove("aud")));
        await RefusedAsync(forge.Own(null, claims => claims["iss"] = "https://issuer.example"));
        await RefusedAsync(forge.Own(null, claims => claims.Remove("iss")));
        foreach (var kind in (string[])["JWT", "rt+jwt", "id+jwt", ""]) await RefusedAsync(forge.Own(header => header["typ"] = kind));
        await RefusedAsync(forge.Own(header => header.Remove("typ")));
        await RefusedAsync((await ledger.PatientAsync()).RefreshToken);
        await RefusedAsync(forge.Own(null, claims => claims["sub"] = "00000000000000000000000001"));
        await RefusedAsync(forge.Own(null, claims => claims.Remove("sub")));
        // The temporary password's, which ended when it was changed.
        await RefusedAsync(forge.Own(null, claims => claims["cv"] = "1"));

        // Clocks may differ by half a minute.
        await AcceptedAsync(forge.Own(null, claims => claims["exp"] = Seconds(-5)));
        await AcceptedAsync(forge.Own(null, claims => claims["nbf"] = Seconds(15)));
        await RefusedAsync(forge.Own(null, claims => claims["exp"] = Seconds(-60)));
        await RefusedAsync(forge.Own(null, claims => claims["nbf"] = Seconds(300)));
        await RefusedAsync(forge.Own(null, claims => claims["iat"] = Seconds(300)));
        await RefusedAsync(forge.Own(null, claims => claims.Remove("exp")));
        await RefusedAsync(forge.Own(null, claims => claims["exp"] = "never"));

        static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();
    }

    [Fact]
    public async Task Fault_06_a_suspension_counts_at_once_for_the_tokens_that_are_out()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var records = $"/v1/patients/{patient.Identifier}/records";
        (await physician.GetAsync(records)).Expect(200);

        // From its acceptance, though no block has it yet.
        var suspension = $"/v1/entities/{physician.Identifier}/suspension";
        (await ledger.Regulator.PostAsync(suspension, new { reason = "Under inquiry." }, prefer: "respond-async")).Expect(202);
        (await physician.GetAsync(records)).Expect(403, "entity-suspended");
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(403, "entity-suspended");
        (await physician.GetAsync("/v1/me/consents")).Expect(403, "entity-suspended");
        (await physician.PutAsync("/v1/me/password", new { currentPassword = physician.Password, newPassword = "another long sentence" }))
            .Expect(403, "entity-suspended");
        Assert.Equal("suspended", (await physician.GetAsync("/v1/me")).Expect(200)["status"]!.GetValue<string>());
        Assert.Equal(0, await Database.OperationsOfAsync(ledger.Gateway, physician));

        (await ledger.Regulator.DeleteAsync(suspension)).Expect(200);
        (await physician.GetAsync(records)).Expect(200);
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(201);
    }

    async Task AcceptedAsync(string token) => (await anybody.GetAsync("/v1/me", token)).Expect(200);

    async Task RefusedAsync(string token) => (await anybody.GetAsync("/v1/me", token)).Expect(401, "unauthorized");
}
