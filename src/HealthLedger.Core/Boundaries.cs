using System.Diagnostics;

namespace HealthLedger.Core;

/// <summary>The edges on a write's way at which the gateway's end would be felt: each has one thing done and the next not begun.</summary>
public enum Boundary
{
    /// <summary>The operation is written, in a transaction that is not committed.</summary>
    Accepting,

    /// <summary>The operation is committed; nobody knows.</summary>
    Accepted,

    /// <summary>A batch is signed; nothing of it is stored.</summary>
    BatchSigned,

    /// <summary>The batch is committed; no node has it.</summary>
    BatchPersisted,

    /// <summary>A node has taken the batch.</summary>
    BatchSent,

    /// <summary>A block with transactions of ours was read; nothing of it is projected.</summary>
    ReceiptSeen,

    /// <summary>The block that decides operations is written, in a transaction that is not committed.</summary>
    Projecting,

    /// <summary>The block that decides operations is committed; nobody was told.</summary>
    Projected,

    /// <summary>The answer is decided; none of it is written.</summary>
    Answered,
}

/// <summary>
/// Says where the gateway is to whoever listens in its process, and costs nothing while nobody does. What a listener makes of it, as the
/// crash tests end the process, is no part of the product.
/// </summary>
public static class Boundaries
{
    /// <summary>The name of the <see cref="DiagnosticListener"/>; its events bear the boundaries' names.</summary>
    public const string ListenerName = "HealthLedger.Boundaries";

    static readonly DiagnosticListener listener = new(ListenerName);

    public static void Passed(Boundary boundary)
    {
        if (listener.IsEnabled()) listener.Write(boundary.ToString(), null);
    }
}
