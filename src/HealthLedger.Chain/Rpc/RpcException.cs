namespace HealthLedger.Chain.Rpc;

/// <summary>A call that brought no result.</summary>
internal sealed class RpcException : Exception
{
    const int MaxMessageLength = 300;

    /// <param name="fault">What kind of failure.</param>
    /// <param name="message">What the node or the transport said; cleaned and shortened, for it goes to logs.</param>
    /// <param name="code">The JSON-RPC error code or the HTTP status; 0 where there is neither.</param>
    /// <param name="revertData">What the contract refused with.</param>
    /// <param name="inner">The cause.</param>
    public RpcException(RpcFault fault, string message, long code = 0, byte[]? revertData = null, Exception? inner = null)
        : base(Clean(message), inner) => (Fault, Code, RevertData) = (fault, code, revertData ?? []);

    public RpcFault Fault { get; }

    public long Code { get; }

    /// <summary>Empty unless <see cref="Fault"/> is <see cref="RpcFault.Reverted"/> and the contract gave a reason.</summary>
    public byte[] RevertData { get; }

    /// <summary>The endpoint failed rather than the question: another endpoint may answer it.</summary>
    public bool Transport => Fault is RpcFault.Unreachable or RpcFault.TimedOut or RpcFault.HttpStatus or RpcFault.Garbage;

    /// <summary>The same question may succeed later as it stands.</summary>
    public bool Retriable => Transport
        || Fault is RpcFault.Unknown or RpcFault.Syncing or RpcFault.Internal or RpcFault.UnknownBlock or RpcFault.NonceTooDistant;

    static string Clean(string message)
    {
        var printable = string.Concat(message.Take(MaxMessageLength).Where(character => !char.IsControl(character))).Trim();
        return printable.Length == 0 ? "No message." : printable;
    }
}
