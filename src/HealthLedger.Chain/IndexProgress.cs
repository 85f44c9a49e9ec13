namespace HealthLedger.Chain;

/// <summary>How far the read model is derived.</summary>
/// <param name="Blocks">Taken in, of <paramref name="AllBlocks"/> that the chain had when it began.</param>
/// <param name="Operations">Decided in those that were taken in since it began.</param>
public sealed record IndexProgress(long Blocks, long AllBlocks, long Operations);
