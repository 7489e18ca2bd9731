using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Supervised fine-tuning on the demonstrations. Writes the model after the last epoch and the best one by validation loss.</summary>
internal sealed class FineTune(ComputeSettings compute) : Stage<FineTune.In, FineTunedModels>
{
    public sealed record In(PolicyInput Base, Artifact<ExperimentData> Data, SftOptions Training, int MaxAnswerTokens, PromptFormatOptions Format,
        SavedType Saved);

    public override StageId Id => compute.Computed("sft", 3);

    protected override StageReach ReachOf(In input) => StageReach.Anywhere;

    protected override async Task<FineTunedModels> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        using var policy = stage.Load(input.Base.FolderIn(stage), input.Format);
        stage.NotePrompts(policy.Format, [.. data.Demonstrations.Select(d => d.Question)], input.Format);
        SftTraining.Run(policy, Texts(data.Demonstrations), Texts(data.ValidationDemonstrations), input.Training, input.MaxAnswerTokens, input.Saved, compute,
            stage, onEpoch: null, cancel);
        return new FineTunedModels(SftTraining.Best, SftTraining.Last);
    }

    private static (string, string)[] Texts(IReadOnlyList<Demonstration> rows) => [.. rows.Select(r => (r.Question, r.Answer))];
}
