using System.Globalization;
using System.Text;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>The load's requests: consultations, patient after patient, each under a key of its own.</summary>
static class Requests
{
    /// <param name="run">Tells the keys of one load from another's.</param>
    /// <param name="tokens">By physician.</param>
    public static Func<long, byte[]> ToGateway(Cast cast, string run, IReadOnlyList<string> tokens, bool items)
    {
        var body = Cast.Consultation(items);
        return number =>
        {
            var patient = cast.Patients[(int)(number % cast.Patients.Count)];
            return Post($"/v1/patients/{patient.Identifier}/consultations", body,
                $"Authorization: Bearer {tokens[patient.Physician]}\r\nIdempotency-Key: {run}-{number.ToString(CultureInfo.InvariantCulture)}\r\nPrefer: wait=60\r\n");
        };
    }

    public static Func<long, byte[]> ToPlain(Cast cast, bool items)
    {
        var body = Cast.Consultation(items);
        return number => Post($"/patients/{(number % cast.Patients.Count).ToString(CultureInfo.InvariantCulture)}/consultations", body, "");
    }

    static byte[] Post(string path, byte[] body, string headers) =>
    [
        .. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n"),
        .. body,
    ];
}
