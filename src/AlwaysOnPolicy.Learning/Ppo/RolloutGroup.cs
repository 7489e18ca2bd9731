using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What the rollouts of a domain, a call or a rule earned.</summary>
/// <param name="By">What they have in common.</param>
/// <param name="Name">Which domain, call or rule.</param>
/// <param name="Rollouts">How many.</param>
/// <param name="Reward">Mean score of the reward model.</param>
/// <param name="Spread">Sample standard deviation (n − 1) of the scores of one prompt's answers, in the mean over the prompts with two or more; null where
/// there is none.</param>
/// <param name="Advantage">Mean over the rollouts of <see cref="PpoRollout.Advantage"/>.</param>
public sealed record RolloutGroup(RolloutKey By, string Name, int Rollouts, double Reward, double? Spread, double Advantage)
{
    /// <summary>The groups of some rollouts: by domain, call and rule, in the order in which they come.</summary>
    public static IReadOnlyList<RolloutGroup> Of(IReadOnlyList<PpoRollout> rollouts) =>
        [.. Enum.GetValues<RolloutKey>().SelectMany(by => rollouts.Where(r => NameOf(r.Prompt, by) is not null).GroupBy(r => NameOf(r.Prompt, by)!)
            .Select(g => Of(by, g.Key, [.. g])))];

    /// <summary>The name of a prompt's group; null where it is in none.</summary>
    public static string? NameOf(Question prompt, RolloutKey by) => by switch
    {
        RolloutKey.Domain => prompt.Domain ?? "",
        RolloutKey.Rule => prompt.Origin?.Rule,
        _ => prompt.Origin is { Rule: not null } origin ? FormattableString.Invariant($"{origin.Place + 1}") : null,
    };

    private static RolloutGroup Of(RolloutKey by, string name, PpoRollout[] rollouts) => new(by, name, rollouts.Length, rollouts.Average(r => r.Score),
        rollouts.GroupBy(r => r.Prompt.Id).Select(g => Deviation([.. g.Select(r => r.Score)])).Average(), rollouts.Average(r => r.Advantage));

    /// <summary>The sample standard deviation (n − 1); null of fewer than two values.</summary>
    public static double? Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
