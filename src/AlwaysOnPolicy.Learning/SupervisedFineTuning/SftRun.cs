using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>Teaches a causal model to give the demonstrated responses.</summary>
/// <param name="model">Is trained in place: its weights, or with <see cref="SftOptions.Lora"/> a new adapter, which it keeps.</param>
/// <param name="validation">May be empty.</param>
/// <param name="seed">Draws the order of the examples, anew for each epoch, and where a new adapter starts.</param>
public sealed class SftRun(
    CausalModel model, IReadOnlyList<SftExample> train, IReadOnlyList<SftExample> validation, SftOptions options, ulong seed)
    : EpochRun<SftExample, SftEpoch, SftResult>(model, train, e => e.Length, options, seed)
{
    private protected override (string, string, string) Names => ("Supervised fine-tuning", "sft order", "sft");

    private protected override object Identity => new { Seed, options, Train, validation };

    private protected override void Check()
    {
        if (Train.Count == 0) throw new DataException("There are no demonstrations to fine-tune on.");
        options.Check();
        Check("Demonstration", Train);
        Check("Validation example", validation);
    }

    private protected override AdamW Begin()
    {
        if (options.Lora is { } lora) LoraAdapter.Attach(model, lora, Seeds.Derive(Seed, "lora"));
        model.Freeze(options.FrozenLayers);
        model.MultiplyIn(Products);
        return new AdamW([new([.. model.TrainedParameters], options.LearningRate, options.WeightDecay)]);
    }

    private protected override (double, double, double) Step(SftExample[][] batches, Updates updates) => new SftTrainer(model, updates).Step(batches);

    private protected override SftEpoch Measure(int epoch, double? trainingLoss, CancellationToken cancel) =>
        new(epoch, trainingLoss, validation.Count > 0 ? SftLoss.Measure(model, validation, options.EvaluationBatchSize, cancel) : null);

    private protected override SftResult Result(int steps, IReadOnlyList<SftEpoch> epochs) => new(steps, epochs);

    private protected override int BestEpoch(IReadOnlyList<SftEpoch> epochs) => Result(0, epochs).BestEpoch;

    private void Check(string what, IReadOnlyList<SftExample> examples)
    {
        for (var i = 0; i < examples.Count; i++) TokenRows.Check(model, what, i, examples[i].Prompt, examples[i].Response);
    }
}
