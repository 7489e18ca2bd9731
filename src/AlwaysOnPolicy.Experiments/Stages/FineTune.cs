using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Supervised fine-tuning on the demonstrations. Writes the model after the last epoch and the best one by validation loss.</summary>
public sealed class FineTune : Stage<FineTune.In, FineTunedModels>
{
    public const string Best = "best";
    public const string Last = "last";

    public sealed record In(PolicyInput Base, Artifact<ExperimentData> Data, SftOptions Training, int MaxAnswerTokens, PromptFormatOptions Format);

    /// <summary>A line of metrics.jsonl.</summary>
    /// <param name="Epoch">0 is before training.</param>
    public sealed record EpochLoss(int Epoch, double ValidationLoss, double? TrainingLoss);

    public override StageId Id => new("sft", 2);

    protected override async Task<FineTunedModels> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var data = await run.ReadAsync(input.Data, cancel);
        using var policy = run.Load(input.Base, input.Format);

        List<SftExample> Encode(IReadOnlyList<Demonstration> rows) =>
            [.. rows.Select(r => new SftExample(policy.Format.EncodePrompt(r.Question), policy.Format.EncodeCut(r.Answer, true, input.MaxAnswerTokens)))];

        var best = double.PositiveInfinity;
        var result = SftTrainer.Train(policy.Model, Encode(data.Demonstrations), Encode(data.ValidationDemonstrations), input.Training,
            Seeds.Derive(run.Seed, "sft"),
            p => run.Progress(p.Step, p.TotalSteps, $"loss {p.Loss:0.000}"),
            (_, validationLoss) =>
            {
                if (validationLoss >= best) return;
                best = validationLoss;
                Save(Best);
            },
            cancel);
        Save(Last);
        for (var epoch = 0; epoch < result.ValidationLosses.Count; epoch++)
            run.Metric(new EpochLoss(epoch, result.ValidationLosses[epoch], epoch == 0 ? null : result.TrainingLosses[epoch - 1]));
        return new FineTunedModels(Best, Last);

        void Save(string name) => policy.Save(Path.Combine(run.Folder, name));
    }
}

/// <summary>The policies of supervised fine-tuning, by the names of their folders inside the stage's.</summary>
/// <param name="Best">By validation loss.</param>
/// <param name="Last">After the last epoch.</param>
public sealed record FineTunedModels(string Best, string Last);
