using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The answers of two policies of a run to its test questions, side by side, and what the run's judge said of them. It reads the run's folder
/// alone.</summary>
/// <param name="Answers">The first answer of each, in the order of the test.</param>
/// <param name="Verdicts">The judge's, on the first answers; empty where it did not compare these two.</param>
public sealed record RunPair(IReadOnlyList<Comparison> Answers, IReadOnlyList<Verdict> Verdicts)
{
    /// <summary>Reads the answers of two policies of a run.</summary>
    /// <param name="folder">A run's, of an experiment.</param>
    /// <param name="a">An arm after an iteration; iteration 0 is the SFT policy, whatever the arm.</param>
    /// <exception cref="SettingsException">The folder holds no such run, the run has no such policy, or the two are one.</exception>
    /// <exception cref="StorageException">The answers are not finished, or a file is damaged.</exception>
    public static async Task<RunPair> ReadAsync(string folder, (string Arm, int Iteration) a, (string Arm, int Iteration) b, CancellationToken cancel)
    {
        var run = new RunFolder(folder);
        var plan = PlannedStage.In(run);
        var (first, second) = (Answered(plan, a, run), Answered(plan, b, run));
        if (first.Key == second.Key)
            throw new SettingsException($"{Name(a)} and {Name(b)} are one policy in this run: the arms differ only in later iterations. Name another pair.");
        var (answersA, answersB) = (await run.ReadAsync(first.Output<AnswerSet>(), cancel), await run.ReadAsync(second.Output<AnswerSet>(), cancel));
        Comparison[] pairs = [.. answersA.Answers.Zip(answersB.Answers).Where(p => p.First.Sample == 0)
            .Select(p => new Comparison(p.First.Question, 0, p.First.Answer, p.First.Ended, p.Second.Answer, p.Second.Ended))];
        return new(pairs, a.Iteration == b.Iteration ? await VerdictsAsync(run, plan, a, b, cancel) : []);
    }

    private static PlannedStage Answered(IReadOnlyList<PlannedStage> plan, (string Arm, int Iteration) policy, RunFolder run)
    {
        const string Answers = ": answers";
        var label = ExperimentPlan.Label(policy.Arm, policy.Iteration, Answers[2..]);
        if (plan.FirstOrDefault(s => s.Labels.Contains(label)) is { } stage) return stage;
        string[] known = [.. plan.SelectMany(s => s.Labels).Where(l => l.EndsWith(Answers, StringComparison.Ordinal))
            .Select(l => l[..^Answers.Length].Replace(' ', ':')).Select(l => l == "SFT" ? RunPolicies.Sft : l)];
        throw new SettingsException($"'{run.FullPath}' has no policy '{Name(policy)}'. It has: {string.Join(", ", known)}." +
            (NearestName.Find(Name(policy), known) is { } near ? $" Did you mean '{near}'?" : ""));
    }

    private static async Task<IReadOnlyList<Verdict>> VerdictsAsync(RunFolder run, IReadOnlyList<PlannedStage> plan, (string Arm, int Iteration) a,
        (string Arm, int Iteration) b, CancellationToken cancel)
    {
        // Of several judges the first is the one that decides; its label ends with its name.
        PlannedStage? Judged(string one, string other) => plan.FirstOrDefault(s => s.Labels.Any(label =>
            ExperimentPlan.JudgeLabel(one, other, a.Iteration) is var own && (label == own || label.StartsWith($"{own} (", StringComparison.Ordinal))));
        var (stage, turned) = Judged(a.Arm, b.Arm) is { } found ? (found, false) : (Judged(b.Arm, a.Arm), true);
        if (stage is null || !run.Has(stage.Output<VerdictSet>())) return [];
        return [.. (await run.ReadAsync(stage.Output<VerdictSet>(), cancel)).Verdicts.Where(v => v.Sample == 0)
            .Select(v => turned ? v with { Preference = Turned(v.Preference) } : v)];
    }

    private static Preference Turned(Preference preference) => preference switch
    {
        Preference.A => Preference.B,
        Preference.B => Preference.A,
        _ => preference,
    };

    private static string Name((string Arm, int Iteration) policy) => policy.Iteration == 0 ? RunPolicies.Sft : $"{policy.Arm}:{policy.Iteration}";
}
