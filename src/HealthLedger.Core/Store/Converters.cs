using HealthLedger.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HealthLedger.Core.Store;

/// <summary>Ids are stored as their text: readable in the database, ordered by nothing.</summary>
sealed class LedgerIdText() : ValueConverter<LedgerId, string>(id => id.ToString(), text => LedgerId.Parse(text, null));

sealed class DigestText() : ValueConverter<Digest, string>(digest => digest.ToString(), text => Digest.Parse(text));

static class Conventions
{
    public static void UseTextIds(this ModelConfigurationBuilder configuration)
    {
        configuration.Properties<LedgerId>().HaveConversion<LedgerIdText>().HaveMaxLength(LedgerId.TextLength);
        configuration.Properties<Digest>().HaveConversion<DigestText>().HaveMaxLength(66);
    }
}
