using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Experiments.World;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>Supervised fine-tuning on the demonstrations. Writes the model after the last epoch and the best one by validation loss.</summary>
public sealed class FineTune : Stage<FineTune.In, PolicyOutput>
{
    public sealed record In(Artifact<PolicyOutput> Base, Artifact<DataSets> Data, SftSettings Settings, PromptFormatOptions Format);

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
        var losses = new List<double>();
        SftTrainer.Train(policy.Model, Encode(data.Demonstrations), Encode(data.ValidationDemonstrations), input.Settings.Training,
            Seeds.Derive(run.Seed, "sft"),
            p =>
            {
                losses.Add(p.Loss);
                run.Progress(p.Step, p.TotalSteps, $"loss {p.Loss:0.000}");
            },
            (epoch, validationLoss) =>
            {
                run.Metric(new EpochLoss(epoch, validationLoss, losses.Count > 0 ? losses.Average() : null));
                losses.Clear();
                if (epoch == 0 || validationLoss >= best) return;
                best = validationLoss;
                Save("best");
            },
            cancel);
        Save("last");
        return new PolicyOutput(input.Settings.Keep == KeptModel.Best ? "best" : "last");

        void Save(string name) =>
            ModelFolder.SaveCausal(policy.Model, Path.Combine(run.Folder, name), policy.Tokenizer, null, policy.Defaults);
    }
}
