using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Documentation;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>Asks for everything that can be asked for: each GET of the API's description, with each of its filters, by each who might.</summary>
/// <param name="ids">What stands for a parameter, by its name; for `id` by the kind of thing that the path begins with.</param>
sealed partial class Tour(GatewayProcess gateway, IReadOnlyDictionary<string, string[]> ids, IReadOnlyList<Account> travellers)
{
    /// <summary>What may stand in a query, beside the reason that a regulator states.</summary>
    static readonly string[] queries =
    [
        "", "&limit=1", "&status=requested", "&status=completed", "&status=active", "&status=expired", "&status=exhausted", "&status=cancelled",
        "&class=patient", "&class=physician", "&q=ana%20moreira", "&q=ru&class=physician",
        "&kind=dispense", "&state=confirmed", "&kind=grantConsent&state=confirmed&from=2020-01-01T00:00:00Z&until=2099-01-01T00:00:00Z", "&format=csv",
    ];

    public async Task TravelAsync()
    {
        // What a report's period is, and what is counted; nothing else minds it.
        var period = $"&from={DateTime.UtcNow:yyyy-MM-dd}&until={DateTime.UtcNow:yyyy-MM-dd}&code=J45";
        var description = await ApiDescription.OfAsync(gateway);
        foreach (var path in description.Operations.Where(one => one.Method == "GET").Select(one => one.Path).Distinct())
        {
            var reached = false;
            foreach (var address in Filled($"{path}?reason=An%20inspection.{period}"))
                foreach (var traveller in travellers)
                    reached |= await LookAsync(traveller, address);
            Assert.True(reached, $"Nobody was answered by {path}.");
        }
    }

    string Patient => ids["patients"][0];

    // Where there is nothing to be seen no query shows more.
    async Task<bool> LookAsync(Account traveller, string address)
    {
        if ((await traveller.GetAsync(address)).Status != 200) return false;
        foreach (var query in queries.Append($"&entity={Patient}"))
            if (await traveller.GetAsync(address + query) is { Status: 200, Body: JsonObject body } && body["next"]?.GetValue<string>() is { } next)
                (await traveller.GetAsync($"{address}{query}&cursor={next}")).Expect(200);
        return true;
    }

    IEnumerable<string> Filled(string path) => Placeholder().Match(path) is { Success: true } hole
        ? ids[hole.Groups[1].Value == "id" ? path.Split('/')[2] : hole.Groups[1].Value]
            .SelectMany(id => Filled(path.Remove(hole.Index, hole.Length).Insert(hole.Index, id)))
        : [path];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
