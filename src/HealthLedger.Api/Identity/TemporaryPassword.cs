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

    /// <summary>The first credential of an entity that is being registered.</summary>
    public Credential For(LedgerId entity, SubjectVault subject)
    {
        var credential = new Credential { Entity = entity };
        PutInto(credential, subject);
        return credential;
    }

    /// <summary>Replaces the credential's password and ends its tokens. Sealed under the entity's key until used or expired.</summary>
    internal void PutInto(Credential credential, SubjectVault subject)
    {
        credential.PasswordHash = hash;
        credential.Version++;
        credential.TemporaryUntil = until;
        credential.SealedTemporary = subject.Seal(Encoding.UTF8.GetBytes(Text), Answers.TemporaryPasswordContext);
    }

    public override string ToString() => "TemporaryPassword (redacted)";
}
