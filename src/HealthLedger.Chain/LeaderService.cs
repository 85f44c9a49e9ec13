using HealthLedger.Core.Replicas;
using Microsoft.Extensions.Hosting;

namespace HealthLedger.Chain;

/// <summary>Works while this replica leads, and begins anew with each term: whoever led in between has gone on.</summary>
internal abstract class LeaderService(Leadership leadership) : BackgroundService
{
    protected Leadership Leadership => leadership;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var term = await leadership.WaitAsync(stoppingToken);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Ended);
            await LeadAsync(term, both.Token);
        }
    }

    /// <summary>Returns when the token is cancelled: the term is over, or the gateway stops.</summary>
    protected abstract Task LeadAsync(Term term, CancellationToken cancellation);
}
