using System.Globalization;
using HealthLedger.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HealthLedger.Core.Store;

/// <summary>Ids are stored as their text: readable in the database, ordered by nothing.</summary>
sealed class LedgerIdText() : ValueConverter<LedgerId, string>(id => id.ToString(), text => LedgerId.Parse(text, null));

sealed class DigestText() : ValueConverter<Digest, string>(digest => digest.ToString(), text => Digest.Parse(text));

/// <summary>`2026-11-27`: the order of days is that of their texts.</summary>
sealed class DayText() : ValueConverter<DateOnly, string>(
    day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

static class Conventions
{
    public static void UseTextIds(this ModelConfigurationBuilder configuration)
    {
        configuration.Properties<LedgerId>().HaveConversion<LedgerIdText>().HaveMaxLength(LedgerId.TextLength);
        configuration.Properties<Digest>().HaveConversion<DigestText>().HaveMaxLength(66);
        configuration.Properties<DateOnly>().HaveConversion<DayText>().HaveMaxLength(10);
    }
}
