using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Supervised fine-tuning on the demonstrations. Writes the model after the last epoch and the best one by validation loss.</summary>
public sealed class FineTune : Stage<FineTune.In, PolicyOutput>
{
    public sealed record In(Artifact<PolicyOutput> Base, Artifact<ExperimentData> Data, SftSettings Settings, PromptFormatOptions Format);

    /// <summary>A line of metrics.jsonl.</summary>
    /// <param name="Epoch">0 is before training.</param>
    public sealed record EpochLoss(int Epoch, double ValidationLoss, double? TrainingLoss);

    public override StageId Id => new("sft", 1);

    protected override async Task<PolicyOutput> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var data = await run.ReadAsync(input.Data, cancel);
        using var policy = await run.LoadAsync(input.Base, input.Format, cancel);

        List<SftExample> Encode(IReadOnlyList<Demonstration> rows) =>
            [.. rows.Select(r => new SftExample(policy.Format.EncodePrompt(r.Question), policy.Format.EncodeCut(r.Answer, true, input.Settings.MaxAnswerTokens)))];

        var best = double.PositiveInfinity;
        var result = SftTrainer.Train(policy.Model, Encode(data.Demonstrations), Encode(data.ValidationDemonstrations), input.Settings.Training,
            Seeds.Derive(run.Seed, "sft"),
            p => run.Progress(p.Step, p.TotalSteps, $"loss {p.Loss:0.000}"),
            (_, validationLoss) =>
            {
                if (validationLoss >= best) return;
                best = validationLoss;
                Save("best");
            },
            cancel);
        Save("last");
        for (var epoch = 0; epoch < result.ValidationLosses.Count; epoch++)
            run.Metric(new EpochLoss(epoch, result.ValidationLosses[epoch], epoch == 0 ? null : result.TrainingLosses[epoch - 1]));
        return new PolicyOutput(input.Settings.Keep == KeptModel.Best ? "best" : "last");

        void Save(string name) => policy.Save(Path.Combine(run.Folder, name));
    }
}
