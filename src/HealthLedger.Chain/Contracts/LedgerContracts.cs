using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Contracts;

/// <summary>One ledger: the chain it is on, and its three contracts.</summary>
internal sealed class LedgerContracts(ulong chainId, Address relay, Address registry, Address care)
{
    /// <summary>Of the contracts in artifacts/: OperationRelay.revision.</summary>
    public const long Revision = 2;

    public ulong ChainId { get; } = chainId;
    public Address Relay { get; } = relay;
    public Address Registry { get; } = registry;
    public Address Care { get; } = care;

    public Address[] All { get; } = [relay, registry, care];

    /// <summary>What operations are signed for.</summary>
    public Eip712Domain RelayDomain { get; } = Eip712Domain.HealthLedger(chainId, relay);

    /// <summary>What proofs of possession of a key are signed for.</summary>
    public Eip712Domain RegistryDomain { get; } = Eip712Domain.HealthLedger(chainId, registry);

    public LedgerIdentity Identity { get; } = new((long)chainId, registry.ToText());

    /// <summary>Where the contracts land that an account creates with its first three transactions, in the order of deployment.</summary>
    public static LedgerContracts CreatedBy(Address deployer, ulong chainId) => new(
        chainId, Address.OfContract(deployer, 0), Address.OfContract(deployer, 1), Address.OfContract(deployer, 2));
}
