using HealthLedger.Core;

namespace HealthLedger.EndToEnd.Crashes;

/// <summary>Whom a kill ends.</summary>
enum Victim
{
    Gateway,
    Node,
    Both,
}

/// <summary>One kill -9: of whom, and when.</summary>
/// <param name="At">Where the gateway ends it by itself; null: from outside, once so many answers came.</param>
/// <param name="Count">At which pass of the boundary, or after how many answers.</param>
/// <param name="Early">Whether a gateway that has to be started for it meets it on its way up already.</param>
/// <param name="Stall">For how many milliseconds a gateway that outlives its node stands still at the boundary.</param>
sealed record Kill(Boundary? At, int Count, Victim Victim, bool Early, int Stall)
{
    const int MostPasses = 3;
    const int MostAnswers = 12;
    const int LongStall = 2000;

    /// <summary>So many kills hit every boundary, and every victim.</summary>
    public const int Round = 11;

    static readonly Boundary?[] places = [.. Enum.GetValues<Boundary>().Cast<Boundary?>(), null, null];

    /// <summary>As many as asked for, in rounds, each in an order of its own.</summary>
    public static IEnumerable<Kill> Deal(int count, Random dice) => Rounds(dice).Take(count);

    static IEnumerable<Kill> Rounds(Random dice)
    {
        while (true)
        {
            var (where, victims) = ((Boundary?[])places.Clone(), Enumerable.Range(0, Round).Select(index => (Victim)(index % 3)).ToArray());
            dice.Shuffle(where);
            dice.Shuffle(victims);
            foreach (var (at, victim) in where.Zip(victims))
                yield return at is null
                    ? new Kill(null, dice.Next(MostAnswers) + 1, victim, false, 0)
                    : new Kill(at, dice.Next(MostPasses) + 1, victim, dice.Next(3) == 0, victim == Victim.Node ? dice.Next(2) * LongStall : 0);
        }
    }

    public override string ToString() => At is null
        ? $"{Victim} from outside after {Count} answers"
        : $"{Victim} at pass {Count} of {At}{(Early ? ", on the way up too" : "")}{(Stall > 0 ? $", standing {Stall} ms" : "")}";
}
