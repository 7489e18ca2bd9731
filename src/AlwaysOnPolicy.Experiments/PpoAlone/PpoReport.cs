using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Gathers the report of a finished run of PPO alone.</summary>
internal static class PpoReport
{
    public static async Task<ReportData> CollectAsync(PpoPlan plan, PpoSettings settings, RunFolder run, CancellationToken cancel)
    {
        PpoStepRecord[] steps = [.. StepMetrics.Read(run, plan.Policy)];
        IReadOnlyList<PolicySample> before = plan.Before is null ? [] : (await run.ReadAsync(plan.Before, cancel)).Samples;
        IReadOnlyList<PolicySample> after = plan.After is null ? [] : (await run.ReadAsync(plan.After, cancel)).Samples;
        var prompts = await run.ReadAsync(plan.Prompts, cancel);
        var keys = plan.Plan.Nodes.ToDictionary(n => n.Key);
        var stages = run.FinishedStages(plan.Plan);
        var (samples, note) = Samples(settings, before, after);
        return new ReportData
        {
            Title = $"{settings.Name ?? Path.GetFileName(run.FullPath)}: PPO of {ModelOrigin.Of(ModelPlace.FolderOf(settings.Model!, "model")).Name}, " +
                $"reward: {plan.Reward.Name}",
            Facts = Facts(plan, settings, stages, prompts.Prompts.Count, steps.Length, MachineReport.Take(run.FullPath)),
            Comparisons = [],
            Weakest = [],
            Arms = [],
            Training = [.. steps.Select(s => StepMetrics.Point(s, ArmNames.Ppo, 1, settings.Ppo))],
            Samples = samples,
            SampleNote = note,
            Outcome = Outcome(settings, steps, before, after, prompts.HeldOut.Count > 0),
            Stages = [.. stages.Select(s => new StageTime(s.Name, string.Join("; ", keys[s.Key].Labels), s.Seconds, s.PeakMemoryBytes))],
            Monitors = [.. stages.SelectMany(s => MonitorNote.Of([], s.Notes))],
            Notes = [.. stages.SelectMany(s => s.Notes).Where(n => !MonitorNote.Is(n))
                .Append(StageCompute.Sentence(stages.Select(s => s.Compute))).OfType<string>()],
            Settings = SettingsFile.ToYaml(settings),
        };
    }

    private static PpoOutcome Outcome(PpoSettings settings, PpoStepRecord[] steps, IReadOnlyList<PolicySample> before, IReadOnlyList<PolicySample> after,
        bool heldOut)
    {
        var watch = new PpoWatch(settings.Ppo, settings.Sampling);   // shown the same records, it says what it said during the run
        return new PpoOutcome
        {
            Steps = steps.Length,
            Reward = before.Count == 0 ? null : new RewardChange(before.Count, Mean(before.Select(s => s.Score)), Mean(after.Select(s => s.Score)),
                Mean(after.Zip(before, (a, b) => a.Score - b.Score)))
            {
                HeldOut = heldOut,
            },
            LastKl = steps[^1].Kl,
            Warnings = [.. steps.SelectMany(watch.Look).Select(PpoSettings.Names.InYaml)],
        };
    }

    private static MeanEstimate Mean(IEnumerable<double> values) => MeanEstimate.Of([.. values]);

    private static (List<SampleRow> Rows, string? Note) Samples(PpoSettings settings, IReadOnlyList<PolicySample> before, IReadOnlyList<PolicySample> after)
    {
        // Where both policies say the same there is nothing to compare.
        int[] differ = [.. Enumerable.Range(0, before.Count).Where(i => before[i].Answer != after[i].Answer)];
        SeededRandom.For(settings.Seed, "shown answers").Shuffle(differ);
        List<SampleRow> rows =
        [
            .. differ.Take(settings.Samples.Shown).Select(i => new SampleRow(
                null, before[i].Question.Text, [Answer(ArmNames.Before, before[i]), Answer(ArmNames.After, after[i])])),
        ];
        return (rows, rows.Count == 0 ? null : $"Drawn by lot among the {differ.Length} of {before.Count} sampled prompts on which they differ.");
    }

    private static SampleAnswer Answer(string arm, PolicySample sample) => new(arm, sample.Answer, null) { Reward = sample.Score };

    private static IReadOnlyList<Fact> Facts(PpoPlan plan, PpoSettings settings, IReadOnlyList<StageRecord> stages,
        int prompts, int steps, MachineReport machine)
    {
        var ppo = settings.Ppo;
        return
        [
            new("seed", $"{settings.Seed}"),
            new("steps", $"{steps}, each of {ppo.BatchSize} answers"),
            new("prompts", $"{prompts}" + (ppo.AnswersPerPrompt > 1 ? $", {ppo.AnswersPerPrompt} answers to each" : "")),
            new("reward", plan.Reward.Name),
            new("learning rate", FormattableString.Invariant($"{ppo.LearningRate:0.######e0}")),
            new("model", settings.Model!),
            .. settings.Reference is { } reference ? [new Fact("reference", reference)] : Array.Empty<Fact>(),
            .. settings.Reward.Model is { } folder ? [new Fact("reward model", folder)] : Array.Empty<Fact>(),
            new("prompts file", settings.Prompts!.Path),
            .. MachineFacts.Of(stages, machine),
        ];
    }
}
