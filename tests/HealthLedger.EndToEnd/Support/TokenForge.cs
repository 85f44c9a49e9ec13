using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Support;

/// <summary>Makes access tokens of the claims of a real one: with the gateway's own key, as a replica would, and as nobody should.</summary>
sealed class TokenForge : IDisposable
{
    readonly ECDsa own = ECDsa.Create();
    readonly JsonObject header, claims;

    public TokenForge(GatewayProcess gateway, string token)
    {
        own.ImportFromPem(File.ReadAllText(Path.Combine(gateway.DataDirectory, "keys", "token-signing.pem")));
        (header, claims) = (Read(token.Split('.')[0]), Read(token.Split('.')[1]));
    }

    /// <summary>What anybody may know: the key that checks the gateway's tokens, in the forms in which it is handed around.</summary>
    public IEnumerable<byte[]> PublicKey
    {
        get
        {
            var info = own.ExportSubjectPublicKeyInfo();
            var point = own.ExportParameters(false).Q;
            yield return info;
            yield return Encoding.UTF8.GetBytes(own.ExportSubjectPublicKeyInfoPem());
            yield return Encoding.UTF8.GetBytes(own.ExportSubjectPublicKeyInfoPem() + "\n");
            yield return [4, .. point.X!, .. point.Y!];
            yield return Encoding.UTF8.GetBytes(Convert.ToBase64String(info));
        }
    }

    /// <summary>Signed as the gateway signs.</summary>
    public string Own(Action<JsonObject>? headerChange = null, Action<JsonObject>? claimsChange = null) =>
        Make(headerChange, claimsChange, bytes => own.SignData(bytes, HashAlgorithmName.SHA256));

    /// <param name="sign">Gives the signature of header and claims.</param>
    public string Make(Action<JsonObject>? headerChange, Action<JsonObject>? claimsChange, Func<byte[], byte[]> sign)
    {
        var (newHeader, newClaims) = ((JsonObject)header.DeepClone(), (JsonObject)claims.DeepClone());
        headerChange?.Invoke(newHeader);
        claimsChange?.Invoke(newClaims);
        var content = $"{Write(newHeader)}.{Write(newClaims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public void Dispose() => own.Dispose();

    static string Write(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
}
