using HealthLedger.Core;

namespace HealthLedger.Postgres.Replicas;

/// <summary>Whom a kill of the pair ends, or stalls.</summary>
enum PairVictim
{
    Leader,
    Follower,
    Both,

    /// <summary>The leader, which stands still until the other one leads, and then goes on.</summary>
    StalledLeader,

    /// <summary>The database's server, which comes back.</summary>
    Server,
}

/// <summary>One end under way: of whom, and when.</summary>
/// <param name="At">Where the first victim ends by itself; null: from outside, once so many answers came.</param>
/// <param name="Count">At which pass of the boundary, or after how many answers.</param>
sealed record PairKill(PairVictim Victim, Boundary? At, int Count)
{
    const int MostPasses = 3;
    const int MostAnswers = 12;

    /// <summary>So many kills hit a leader at every boundary, and every victim.</summary>
    public const int Round = 16;

    /// <summary>What a follower comes by.</summary>
    static readonly Boundary[] following = [Boundary.Accepting, Boundary.Accepted, Boundary.Answered];

    /// <summary>As many as asked for, in rounds, each in an order of its own.</summary>
    public static IEnumerable<PairKill> Deal(int count, Random dice) => Rounds(dice).Take(count);

    static IEnumerable<PairKill> Rounds(Random dice)
    {
        while (true)
        {
            (PairVictim, Boundary?)[] round =
            [
                .. Enum.GetValues<Boundary>().Select(at => (PairVictim.Leader, (Boundary?)at)), .. following.Select(at => (PairVictim.Follower, (Boundary?)at)),
                (PairVictim.Both, dice.Next(2) == 0 ? null : Any(dice)), (PairVictim.Server, null),
                (PairVictim.StalledLeader, Any(dice)), (PairVictim.StalledLeader, Any(dice)),
            ];
            dice.Shuffle(round);
            foreach (var (victim, at) in round) yield return new PairKill(victim, at, dice.Next(at is null ? MostAnswers : MostPasses) + 1);
        }
    }

    static Boundary Any(Random dice) => dice.GetItems(Enum.GetValues<Boundary>(), 1)[0];

    public override string ToString() => At is null ? $"{Victim} from outside after {Count} answers" : $"{Victim} at pass {Count} of {At}";
}
