using System.Globalization;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Api.Hosting;

/// <summary>What an operator does with code tables while the gateway is stopped.</summary>
static class TerminologyCommands
{
    /// <returns>0 where the edition is there, with whatever lines of it could be taken; else a sentence is thrown.</returns>
    public static async Task<int> ImportAsync(IServiceProvider services, ImportOrder order)
    {
        using var interruption = new Interruption();
        var importer = services.GetRequiredService<Importer>();
        var bar = new ProgressBar(Console.Out, inPlace: !Console.IsOutputRedirected);
        try
        {
            var done = await importer.ImportAsync(order, bar, interruption.Token);
            if (done.WasThere)
                Console.WriteLine($"{order.Path} is there already, as the edition {Named(done.Edition)}: nothing was changed.");
            else
                Tell(done, bar, services);
            return 0;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            throw new CannotStartException("The import was interrupted: nothing was changed.");
        }
        catch (Exception failure) when (StoreFaults.RefusalOf(failure) is { } refusal)
        {
            throw new CannotStartException($"{refusal.Detail} Nothing was changed.", failure);
        }
    }

    public static async Task<int> RetireAsync(IServiceProvider services, string table, string name, DateOnly? until)
    {
        var last = until ?? services.GetRequiredService<Clock>().Today.AddDays(-1);
        var retired = await services.GetRequiredService<Importer>().RetireAsync(table, name, last, default)
            ?? throw new CannotStartException($"There is no edition {table}/{name} in {services.GetRequiredService<StorePlace>().Name}.");
        Console.WriteLine($"The edition {Named(retired)} answers up to {last:yyyy-MM-dd}, and not after it.");
        return 0;
    }

    static void Tell(ImportResult done, ProgressBar bar, IServiceProvider services)
    {
        var (edition, place) = (done.Edition, services.GetRequiredService<StorePlace>().Name);
        var from = edition.EffectiveFrom == DateOnly.MinValue ? "ever" : edition.EffectiveFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Console.WriteLine(bar.Conclude($"{Named(edition)} ({edition.Source}) was imported into {place}, in effect from {from} on: {edition.Taken} codes"));
        if (done.Refused.Count == 0) return;
        Console.WriteLine($"{done.Refused.Count} lines were refused, which {Report(done, services.GetRequiredService<CoreOptions>().DataDirectory)} lists one by one:");
        foreach (var reason in done.Refused.GroupBy(line => line.Reason).OrderByDescending(group => group.Count()))
            Console.WriteLine($"  {reason.Count(),6}  {reason.Key}, as line {reason.First().Number} ({reason.First().What})");
    }

    static string Report(ImportResult done, string dataDirectory)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataDirectory, "imports")).FullName;
        var path = Path.Combine(folder, $"{done.Edition.Table}-{done.Edition.Name}.refused.txt");
        File.WriteAllLines(path, done.Refused.OrderBy(line => line.Number).Select(line => line.ToString()));
        return path;
    }

    static string Named(Edition edition) => $"{edition.Table}/{edition.Name}";
}
