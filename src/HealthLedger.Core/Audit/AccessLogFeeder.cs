using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core.Audit;

/// <summary>Moves what operations left for the access log, at start and whenever one leaves something.</summary>
sealed partial class AccessLogFeeder(AccessLog log, ILogger<AccessLogFeeder> logger) : BackgroundService
{
    /// <summary>What operations leave meanwhile shares a flush to the disk. Whoever reads the log has it moved before.</summary>
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await log.DrainPendingAsync(stoppingToken);
                await log.WaitForPendingAsync(stoppingToken);
                await Task.Delay(pause, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Nothing is lost: it stays in the store until the log takes it.
                LogNotFed(failure);
                await Task.Delay(pause, stoppingToken);
            }
    }

    [LoggerMessage(LogLevel.Error, "The access log could not be written; trying again in a second.")]
    partial void LogNotFed(Exception failure);
}
