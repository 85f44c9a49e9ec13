namespace HealthLedger.Core.Terminology.Import;

/// <summary>What an operator wants imported.</summary>
/// <param name="Path">The publisher's file.</param>
/// <param name="Table">What it is said to be; null: as its header says.</param>
/// <param name="Edition">What the edition is called; null: as the file says, else after the day.</param>
/// <param name="EffectiveFrom">The first day on which it answers; null: today, or from ever on for the first of its table.</param>
/// <param name="Replace">An edition of this name goes, in the same transaction.</param>
public sealed record ImportOrder(string Path, string? Table = null, string? Edition = null, DateOnly? EffectiveFrom = null, bool Replace = false);

/// <summary>How far an import is: bytes of the table, and lines.</summary>
public sealed record ImportProgress(long Bytes, long AllBytes, int Lines);

/// <summary>What became of an import.</summary>
/// <param name="Edition">The edition, as it is stored now.</param>
/// <param name="Refused">The lines that were not taken.</param>
/// <param name="WasThere">The same file was imported before: nothing was changed, and nothing read.</param>
public sealed record ImportResult(Edition Edition, IReadOnlyList<RefusedLine> Refused, bool WasThere);
