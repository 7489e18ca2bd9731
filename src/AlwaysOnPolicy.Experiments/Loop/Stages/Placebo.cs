using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Takes from rewards what they say and leaves what they are: each iteration's are dealt anew among the answers that they were given for.</summary>
internal static class Placebo
{
    /// <summary>People's answers keep their rewards: they do not tell of the policy.</summary>
    public static KnownRewards Of(KnownRewards known, ulong seed) => known with
    {
        Probes = [.. known.Probes.Select((samples, i) => Shuffle(samples, s => s.Reward, (s, reward) => s with { Reward = reward },
            SeededRandom.For(seed, "placebo", $"probe {i}")))],
        Rollouts =
        [
            .. known.Rollouts.GroupBy(r => r.Iteration)
                .SelectMany(g => Shuffle([.. g], r => r.Reward, (r, reward) => r with { Reward = reward },
                    SeededRandom.For(seed, "placebo", $"rollouts {g.Key}"))),
        ],
    };

    private static IReadOnlyList<T> Shuffle<T>(IReadOnlyList<T> rows, Func<T, double> reward, Func<T, double, T> with, SeededRandom random)
    {
        var order = random.Permutation(rows.Count);
        return [.. rows.Select((row, i) => with(row, reward(rows[order[i]])))];
    }
}
