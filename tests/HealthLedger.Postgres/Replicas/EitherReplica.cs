using System.Diagnostics;

namespace HealthLedger.Postgres.Replicas;

/// <summary>
/// A client's way to a pair, as a balancer gives it: to one of them by chance and, where that one is gone, to the other, with the same bytes and
/// key. Health is asked where it was asked.
/// </summary>
sealed class EitherReplica : DelegatingHandler
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    public EitherReplica() : base(new SocketsHttpHandler())
    {
    }

    public IReadOnlyList<Uri> Addresses { get; set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        if (Addresses.Count == 0 || asked.AbsolutePath.StartsWith("/health", StringComparison.Ordinal)) return await base.SendAsync(request, cancellationToken);
        // Read once, so that the same bytes can go twice.
        if (request.Content is { } content) await content.LoadIntoBufferAsync(cancellationToken);
        var begun = Stopwatch.StartNew();
        for (var turn = Random.Shared.Next(Addresses.Count); ; turn++)
            try
            {
                request.RequestUri = new Uri(Addresses[turn % Addresses.Count], asked.PathAndQuery);
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException) when (begun.Elapsed < patience)
            {
                await Task.Delay(50, cancellationToken);
            }
    }
}
