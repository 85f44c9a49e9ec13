using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;

namespace HealthLedger.Chain.Deployment;

/// <summary>The ledger this gateway works on, from the start's checks on: nothing is written or told before.</summary>
internal sealed class LedgerSession : IDisposable
{
    readonly TaskCompletionSource found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile Opened? opened;

    public bool IsOpen => opened is not null;

    public LedgerContracts Contracts => Get().Contracts;

    public RelayerKey Relayer => Get().Relayer;

    /// <summary>What the network asks for gas: 0 on free networks.</summary>
    public ulong GasPrice => Get().GasPrice;

    /// <summary>The first block that can hold anything of this ledger.</summary>
    public long FirstBlock => Get().FirstBlock;

    public void Open(LedgerContracts contracts, RelayerKey relayer, ulong gasPrice, long firstBlock)
    {
        opened = new Opened(contracts, relayer, gasPrice, firstBlock);
        found.TrySetResult();
    }

    /// <summary>Completes when it is found and checked.</summary>
    public Task OpenedAsync(CancellationToken cancellation) => found.Task.WaitAsync(cancellation);

    /// <summary>The network asks for another price now.</summary>
    public void Reprice(ulong gasPrice) => opened = Get() with { GasPrice = gasPrice };

    public void Dispose() => opened?.Relayer.Dispose();

    Opened Get() => opened ?? throw new InvalidOperationException("The ledger has not been found and checked yet.");

    sealed record Opened(LedgerContracts Contracts, RelayerKey Relayer, ulong GasPrice, long FirstBlock);
}
