using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>Teaches a causal model to give the demonstrated responses.</summary>
public static class SftTrainer
{
    /// <summary>Trains the model in place: its weights, or with <see cref="SftOptions.Lora"/> a new adapter, which it keeps.</summary>
    /// <param name="validation">May be empty.</param>
    /// <param name="seed">Draws the order of the examples, anew for each epoch, and where a new adapter starts.</param>
    /// <param name="progress">Called after each optimizer step.</param>
    /// <param name="epochEnded">Called after each epoch with its number, from 1, and the validation loss (NaN without validation examples):
    /// the place to save the last and the best weights.</param>
    /// <exception cref="SettingsException">The model lacks a layer that the options name.</exception>
    /// <exception cref="DataException">An example is empty, too long or of another tokenizer, or there is none.</exception>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; the weights are those of the last step.</exception>
    public static SftResult Train(
        CausalModel model, IReadOnlyList<SftExample> train, IReadOnlyList<SftExample> validation, SftOptions options, ulong seed,
        Action<TrainingProgress>? progress = null, Action<int, double>? epochEnded = null, CancellationToken cancel = default)
    {
        if (train.Count == 0) throw new DataException("There are no demonstrations to fine-tune on.");
        Check(model, "Demonstration", train);
        Check(model, "Validation example", validation);

        // Optimizer steps of forward passes of examples.
        var lengths = train.Select(e => e.Prompt.Length + e.Response.Length).ToArray();
        IEnumerable<int[][]> Epoch(int epoch) => Batches
            .Epoch(lengths, options.BatchSize, options.LengthWindow, SeededRandom.For(seed, "sft order", $"{epoch}"))
            .Chunk(options.AccumulationSteps);

        var perEpoch = Epoch(1).Count();
        var schedule = new LinearSchedule(options.WarmupSteps, perEpoch * options.Epochs, options.FinalFraction);
        if (options.Lora is { } lora) LoraAdapter.Attach(model, lora, Seeds.Derive(seed, "lora"));
        model.Freeze(options.FrozenLayers);
        using var optimizer = new AdamW([new([.. model.TrainedParameters], options.LearningRate, options.WeightDecay)]);
        var updates = new Updates("Supervised fine-tuning", optimizer, schedule, options.LearningRate, options.MaxGradNorm);
        var step = new SftStep(model, updates);

        var trainingLosses = new List<double>();
        var validationLosses = new List<double>();
        if (validation.Count > 0) validationLosses.Add(Loss(model, validation, options.EvaluationBatchSize, cancel));
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var losses = new List<double>();
            model.train();
            foreach (var batches in Epoch(epoch))
            {
                cancel.ThrowIfCancellationRequested();
                var (loss, rate, norm) = step.Run([.. batches.Select(b => Array.ConvertAll(b, i => train[i]))]);
                losses.Add(loss);
                progress?.Invoke(new(updates.Count, schedule.TotalSteps, epoch, loss, rate, norm));
            }
            model.eval();
            trainingLosses.Add(losses.Average());
            if (validation.Count > 0) validationLosses.Add(Loss(model, validation, options.EvaluationBatchSize, cancel));
            epochEnded?.Invoke(epoch, validation.Count > 0 ? validationLosses[^1] : double.NaN);
        }
        return new(updates.Count, trainingLosses, validationLosses);
    }

    /// <summary>The mean negative log-likelihood (nats) of the response tokens of all examples together.</summary>
    /// <param name="batchSize">Examples a forward pass; they are sorted by length, so that little is padding.</param>
    public static double Loss(CausalModel model, IReadOnlyList<SftExample> examples, int batchSize = 32, CancellationToken cancel = default)
    {
        model.eval();
        using var noGrad = no_grad();
        var sum = 0.0;
        foreach (var batch in examples.OrderBy(e => e.Prompt.Length + e.Response.Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum += SftStep.NegativeLogLikelihood(model, batch).ToDouble();
        }
        return sum / examples.Sum(e => (long)e.Response.Length);
    }

    private static void Check(CausalModel model, string what, IReadOnlyList<SftExample> examples)
    {
        for (var i = 0; i < examples.Count; i++) TokenRows.Check(model, what, i, examples[i].Prompt, examples[i].Response);
    }
}
