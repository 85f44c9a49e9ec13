using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Research;

/// <summary>
/// The secret of one study: what a patient is called in it and by how many days its dates are off. Another study calls and shifts it
/// otherwise, so that nothing of the two is alike (LGPD art. 13 §4: the additional information is kept apart, here with the master key).
/// </summary>
sealed class StudyKey(LedgerSecret secret, LedgerId study)
{
    /// <summary>Half a year to either side: not even the season is told.</summary>
    public const int MostShift = 182;

    readonly byte[] key = secret.Hash("study key", study.ToString()).ToBytes();

    /// <summary>HMAC-SHA256 under the study's key, 64 bits of it.</summary>
    public string PseudonymOf(LedgerId patient) => Convert.ToHexStringLower(Hash("pseudonym", patient).AsSpan(0, 8));

    /// <summary>Days, the same for all dates of the patient in this study: what lies between them stays as long as it was.</summary>
    public int ShiftOf(LedgerId patient) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(Hash("shift", patient)) % (2 * MostShift + 1)) - MostShift;

    byte[] Hash(string purpose, LedgerId patient) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{patient}"));

    public override string ToString() => "StudyKey (redacted)";
}
