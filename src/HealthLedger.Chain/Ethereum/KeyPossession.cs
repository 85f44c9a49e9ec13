namespace HealthLedger.Chain.Ethereum;

/// <summary>What a new key signs to prove that somebody holds it, before it may speak for the entity.</summary>
internal readonly record struct KeyPossession(Bytes32 Entity, Address Speaker)
{
    static readonly Bytes32 Type = Keccak.HashText("KeyPossession(bytes32 entity,address speaker)");

    public Bytes32 StructHash() => Keccak.Hash(AbiWriter.Arguments(3).Write(Type).Write(Entity).Write(Speaker).ToArray());
}
