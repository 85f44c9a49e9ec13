using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>What a tester does first: open the page, sign in, register somebody. In a real browser.</summary>
public sealed class SwaggerBrowserTests(SharedGateway shared)
{
    const string Chromium = "/usr/bin/chromium";

    static readonly string[] quietly =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    [Fact]
    public async Task A_tester_authorizes_by_identifier_and_password_and_registers_an_entity()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: apt-get install chromium.");
        SetDefaultExpectTimeout(30_000);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = quietly });
        var page = await browser.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);

        var regulator = shared.Ledger.Regulator;
        await page.GotoAsync(new Uri(shared.Ledger.Gateway.Address, "/swagger").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize", Exact = true }).First.ClickAsync();
        var dialog = page.Locator(".dialog-ux");
        await dialog.Locator("#oauth_username").FillAsync(regulator.Identifier);
        await dialog.Locator("#oauth_password").FillAsync(regulator.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply given OAuth2 credentials" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Remove authorization" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();

        var operation = page.Locator(".opblock-post", new() { HasText = "/v1/entities" }).First;
        await operation.Locator(".opblock-summary-control").ClickAsync();
        var body = operation.Locator("textarea.body-param__text");
        await Expect(body).ToHaveValueAsync(new Regex("\"class\": \"patient\""));
        await body.FillAsync(ApiDescription.ForSomebodyElse(await body.InputValueAsync()));
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();

        var answer = operation.Locator(".live-responses-table tr.response");
        await Expect(answer.Locator(".response-col_status")).ToContainTextAsync("201");
        await Expect(answer.Locator(".response-col_description")).ToContainTextAsync(new Regex("\"temporaryPassword\": \"\\S+\""));
        Assert.Empty(complaints);

        // What the page shows is on the ledger.
        var identifier = Regex.Match(await answer.InnerTextAsync(), "PAT-[0-9A-Z]{11}-[0-9A-Z]").Value;
        Assert.Equal("active", (await regulator.GetAsync($"/v1/entities/{identifier}")).Expect(200)["status"]!.GetValue<string>());
    }
}
