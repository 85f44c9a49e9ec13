namespace HealthLedger.Api.Identity;

/// <summary>What our tokens say of their bearer. `sub` is the entity's ledger id.</summary>
static class Claims
{
    public const string Subject = "sub";
    public const string Identifier = "name";
    public const string Class = "class";

    /// <summary>The credential's version: a token of another version has ended.</summary>
    public const string CredentialVersion = "cv";
}
