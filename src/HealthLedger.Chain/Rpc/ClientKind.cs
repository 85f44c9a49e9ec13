namespace HealthLedger.Chain.Rpc;

/// <summary>Whose dialect an endpoint speaks.</summary>
internal enum ClientKind
{
    Other,
    Besu,
    GoQuorum,
    Anvil,
}

internal static class ClientKinds
{
    /// <summary>The kind named in an answer to web3_clientVersion, such as "Geth/v1.10.3-stable(quorum-v24.4.1)/…".</summary>
    public static ClientKind Detect(string clientVersion)
    {
        bool Names(string name) => clientVersion.Contains(name, StringComparison.OrdinalIgnoreCase);
        return Names("besu/") ? ClientKind.Besu
            : Names("quorum-v") ? ClientKind.GoQuorum
            : Names("anvil/") ? ClientKind.Anvil
            : ClientKind.Other;
    }
}
