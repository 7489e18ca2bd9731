using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Which pairs of answers a report shows.</summary>
internal static class ShownPairs
{
    /// <summary>The pairs on which judges give the most different verdicts come first, a verdict that turned counting as a difference; among equals the lot
    /// decides.</summary>
    /// <param name="verdicts">By judge, in the order of the answers.</param>
    public static IReadOnlyList<JudgedPairRow> Of(IReadOnlyList<AnsweredQuestion> a, IReadOnlyList<AnsweredQuestion> b,
        IReadOnlyList<IReadOnlyList<Verdict>> verdicts, int most, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, a.Count)];
        SeededRandom.For(seed, "shown answers").Shuffle(order);
        return
        [
            .. order.OrderByDescending(i => verdicts.Select(v => v[i].Preference).Distinct().Count()
                    + (verdicts.Any(v => v[i].Preference == Preference.Inconsistent) ? 1 : 0)).Take(most)
                .Select(i => new JudgedPairRow(a[i].Question.Domain, a[i].Question.Text, a[i].Answer, b[i].Answer, [.. verdicts.Select(v => Word(v[i]))])),
        ];
    }

    private static string Word(Verdict verdict) => verdict.Refused ? "refused" : SettingsKey.WordOf(verdict.Preference);
}
