using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Network;

/// <summary>What a node, or what stands before it, does to an answer. Unless said otherwise it has done what it was asked.</summary>
public enum Misbehaviour
{
    /// <summary>The connection breaks before the answer.</summary>
    DropsTheSocket,

    /// <summary>A hash, and nothing done.</summary>
    ForgetsTheTransaction,
    AnswersAnotherHash,
    AnswersGarbage,
    AnswersHtml,

    /// <summary>A proxy's 502, and nothing done.</summary>
    AnswersBadGateway,

    /// <summary>200, a length, half of the body, and the connection breaks.</summary>
    AnswersHalf,
    AnswersAnotherId,

    /// <summary>No answer while somebody waits for one.</summary>
    StaysSilent,

    /// <summary>An error of the test's choice, and nothing done.</summary>
    Refuses,
}

/// <summary>What an endpoint was told to do wrong.</summary>
sealed class Orders
{
    readonly Lock gate = new();
    readonly List<Order> orders = [];

    /// <param name="method">On which question.</param>
    /// <param name="times">How often, before it behaves again.</param>
    /// <param name="error">With <see cref="Misbehaviour.Refuses"/>.</param>
    public void Give(Misbehaviour misbehaviour, string method, int times, RpcFailure? error = null)
    {
        lock (gate) orders.Add(new Order(misbehaviour, method, error) { Left = times });
    }

    public void Withdraw()
    {
        lock (gate) orders.Clear();
    }

    public (Misbehaviour Kind, JsonObject? Error)? Next(string method)
    {
        lock (gate)
        {
            if (orders.Find(one => one.Method == method) is not { } order) return null;
            if (--order.Left == 0) orders.Remove(order);
            return (order.Kind, order.Error is null ? null : Dialect.Error(order.Error));
        }
    }

    sealed record Order(Misbehaviour Kind, string Method, RpcFailure? Error)
    {
        public int Left { get; set; }
    }
}
