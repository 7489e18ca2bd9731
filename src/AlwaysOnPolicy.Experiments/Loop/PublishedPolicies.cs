using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Puts the policies of a run under names that stay, each with its card: policies/sft, policies/aop-2.</summary>
internal sealed class PublishedPolicies(ExperimentPlan experiment, ExperimentSettings settings, RunFolder run, ReportData? report)
{
    /// <summary>Those that are finished.</summary>
    public void Write()
    {
        foreach (var ((arm, iteration), policy) in experiment.Policies.DistinctBy(p => RunPolicies.NameOf(p.Key.Arm, p.Key.Iteration)))
            if (run.Has(policy.Stage))
                PolicyFolder.Publish(Path.Combine(run.FolderOf(policy.Stage), policy.Model),
                    Path.Combine(run.FullPath, RunPolicies.Folder, RunPolicies.NameOf(arm, iteration)), Card(arm, iteration, policy));
    }

    private ModelCard Card(string arm, int iteration, RunPolicy policy) => new()
    {
        Title = $"{settings.Name}: {RunPolicies.NameOf(arm, iteration)}",
        Training = iteration == 0
            ? "A causal language model after supervised fine-tuning on demonstrations: what every arm of the experiment began with."
            : $"A causal language model after supervised fine-tuning and {iteration} iteration{(iteration == 1 ? "" : "s")} of PPO, with the prompts of the " +
                $"arm {ArmNames.Display(arm)}.",
        Base = settings.Files is { } files && settings.World == WorldKind.Files
            ? ModelOrigin.Of(ModelPlace.FolderOf(files.BaseModel, "files.base_model")) : null,
        Data = Data(),
        Figures = [.. iteration == 0 ? SftFigures(policy) : PpoFigures(policy), .. Compared(arm, iteration)],
        Settings = iteration == 0 ? [("sft", settings.Sft)] : [("sft", settings.Sft), ("ppo", settings.Ppo), ("sampling", settings.Sampling)],
        Format = settings.PromptFormat,
        Tags = iteration == 0 ? ["sft", "always-on-policy"] : ["ppo", "rlhf", "always-on-policy"],
    };

    private IReadOnlyList<Fact> Data() => settings is { World: WorldKind.Files, Files: { } files }
        ?
        [
            new("demonstrations", Name(files.Demonstrations.Data)),
            .. files.Preferences is { } pairs && settings.Reward.Model is null
                ? [new Fact("preference pairs of the reward model", Name(pairs.Data))] : Array.Empty<Fact>(),
            .. settings.Reward.Model is { } model
                ? [new Fact("reward model", ModelOrigin.Of(ModelPlace.FolderOf(model, "reward.model")).Name)] : Array.Empty<Fact>(),
            .. files.Pool.Count > 0 ? [new Fact("pool of prompts", string.Join(", ", files.Pool.Select(Name)))] : Array.Empty<Fact>(),
            new("seed", $"{settings.Seed}"),
        ]
        : [new("world", "the embedded miniature world: made sentences, of no use outside of it"), new("seed", $"{settings.Seed}")];

    private static string Name(Experiments.Data.DataSource source) => Path.GetFileName(source.Path);

    private IEnumerable<Fact> SftFigures(RunPolicy policy)
    {
        SftEpochLoss[] epochs = [.. StepMetrics.Lines<SftEpochLoss>(run, policy.Stage)];
        if (epochs.Length > 0)
            yield return new("validation loss before, and after each epoch", string.Join(", ", epochs.Select(e => Numbers.Score(e.ValidationLoss))));
    }

    private IEnumerable<Fact> PpoFigures(RunPolicy policy)
    {
        if (StepMetrics.Read(run, policy.Stage).LastOrDefault() is not { } last) yield break;
        yield return new("PPO steps of the last iteration", $"{last.Step}");
        yield return new("mean reward of its last step", Numbers.Score(last.RewardMean));
        yield return new("KL to the SFT policy at the end, nats an answer", Numbers.Score(last.Kl));
    }

    private IEnumerable<Fact> Compared(string arm, int iteration)
    {
        if (report?.Arms.FirstOrDefault(a => a.Iteration == iteration && (iteration == 0 || a.Arm == arm)) is { } row)
        {
            if (row.ProbeReward is { } reward)
                yield return new("mean reward of the probe answers (95 %)", $"{Numbers.Score(reward)} ({Numbers.Score(row.ProbeInterval)})");
            if (row.Gold is { } gold) yield return new("gold score of the test answers (95 %)", $"{Numbers.Score(gold)} ({Numbers.Score(row.GoldInterval)})");
        }
        foreach (var c in report?.Comparisons.Concat(report.Further).Where(c => c.Iteration == iteration && c.A == arm) ?? [])
            yield return new($"wins minus losses against {ArmNames.Display(c.B)}, points (95 %)",
                $"{Numbers.Points(c.NetWinRate)} ({Numbers.Points(c.NetInterval)})");
    }
}
