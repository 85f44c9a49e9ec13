using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Security;

/// <summary>Who signs in, with what, and until when.</summary>
public sealed class IdentityTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task A_temporary_password_opens_nothing_but_its_change()
    {
        var account = await RegisteredAsync();
        (await account.SignInAsync()).Expect(200);
        (await account.GetAsync("/v1/entities")).Expect(403, "password-change-required");
        (await account.GetAsync($"/v1/patients/{account.Identifier}/records")).Expect(403, "password-change-required");
        (await account.PutAsync("/v1/me/password", new { currentPassword = account.Password, newPassword = "short" })).Expect(400, "validation-failed");
        (await account.PutAsync("/v1/me/password", new { currentPassword = "wrong as can be", newPassword = Account.NewPassword })).Expect(422, "password-wrong");
        (await account.PutAsync("/v1/me/password", new { currentPassword = account.Password, newPassword = Account.NewPassword })).Expect(204);
        Assert.Equal(400, (await account.SignInAsync()).Status);
        (await account.SignInAsync(Account.NewPassword)).Expect(200);
        (await account.GetAsync("/v1/entities")).Expect(200);
    }

    [Fact]
    public async Task A_reset_ends_every_token_and_gives_a_new_temporary_password()
    {
        var physician = await ledger.PhysicianAsync();
        var password = (await ledger.Regulator.PostAsync($"/v1/entities/{physician.Identifier}/credential-reset")).Expect(200)["temporaryPassword"]!.GetValue<string>();
        (await physician.GetAsync("/v1/me")).Expect(401, "unauthorized");
        Assert.Equal(400, (await physician.SignInAsync(Account.NewPassword)).Status);
        (await physician.SignInAsync(password)).Expect(200);
        (await physician.GetAsync("/v1/entities")).Expect(403, "password-change-required");
    }

    [Fact]
    public async Task A_refresh_token_brings_a_new_access_token_until_the_password_changes()
    {
        var patient = await ledger.PatientAsync();
        var refresh = patient.RefreshToken;
        Assert.Equal(200, await RefreshAsync(refresh));
        (await patient.PutAsync("/v1/me/password", new { currentPassword = Account.NewPassword, newPassword = "another long sentence" })).Expect(204);
        Assert.Equal(400, await RefreshAsync(refresh));
        Assert.Equal(400, await RefreshAsync("nonsense"));
    }

    [Fact]
    public async Task Wrong_passwords_lock_an_identifier_out_and_nobody_learns_whether_it_exists()
    {
        var account = await RegisteredAsync();
        var nobody = new Account(ledger.Gateway.Http, "PAT-7K3M9QX2TD4-A", "");
        var wrong = await account.SignInAsync("wrong as can be");
        var unknown = await nobody.SignInAsync("wrong as can be");
        Assert.Equal((400, wrong.Text), (unknown.Status, unknown.Text));
        for (var i = 0; i < 10; i++) Assert.Equal(400, (await account.SignInAsync("wrong as can be")).Status);
        Assert.Equal(400, (await account.SignInAsync()).Status);
    }

    [Fact]
    public async Task Me_tells_who_I_am()
    {
        var physician = await ledger.PhysicianAsync();
        var me = (await physician.GetAsync("/v1/me")).Expect(200);
        Assert.Equal((physician.Identifier, "physician", "Rui Tavares", "active"), (
            me["identifier"]!.GetValue<string>(), me["class"]!.GetValue<string>(), me["name"]!.GetValue<string>(), me["status"]!.GetValue<string>()));
    }

    async Task<Account> RegisteredAsync()
    {
        var answer = (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient())).Expect(201);
        return new Account(ledger.Gateway.Http, answer["identifier"]!.GetValue<string>(), answer["temporaryPassword"]!.GetValue<string>());
    }

    async Task<int> RefreshAsync(string token)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = token });
        using var response = await ledger.Gateway.Http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        return (int)response.StatusCode;
    }
}
