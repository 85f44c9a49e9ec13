using System.Text;
using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Vault;

namespace HealthLedger.Api.Identity;

/// <summary>A temporary password, hashed already (which takes its time), to be put into a credential.</summary>
public sealed class TemporaryPassword
{
    readonly string hash;
    readonly long until;

    internal TemporaryPassword(string text, string hash, DateTimeOffset until)
    {
        Text = text;
        this.hash = hash;
        this.until = until.ToUnixTimeMilliseconds();
    }

    internal string Text { get; }

    /// <summary>A credential with this password: the entity's first, or what replaces it. Sealed under the entity's key until used or expired.</summary>
    public Credential For(LedgerId entity, SubjectVault subject) => new()
    {
        Entity = entity,
        PasswordHash = hash,
        Version = 1,
        TemporaryUntil = until,
        SealedTemporary = subject.Seal(Encoding.UTF8.GetBytes(Text), Answers.TemporaryPasswordContext),
    };

    public override string ToString() => "TemporaryPassword (redacted)";
}
