using System.Text.Json;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

/// <summary>The trainers' own steps, batch by batch, against runs of the reference.</summary>
public class TraceTests
{
    [Theory, GoldenCases("models", TrainingTrace.Marker)]
    public void Every_step_equals_the_reference(string folder)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var trace = new TrainingTrace(folder);
        try
        {
            if (trace.ModelClass.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) CheckRewardTraining(folder, trace);
            else CheckFineTuning(folder, trace);
        }
        catch (CheckpointException e) when (e.Message.Contains("not supported", StringComparison.Ordinal))
        {
            Assert.Skip(e.Message);
        }
    }

    private static void CheckFineTuning(string folder, TrainingTrace trace)
    {
        using var model = ModelFolder.LoadCausal(folder);
        var step = new SftStep(model, trace.Updates(model));

        foreach (var (batch, expected) in trace.Batches.Zip(trace.Steps))
        {
            var (loss, rate, norm) = step.Run([Examples(batch)]);
            TrainingTrace.CheckStep(expected, loss, rate, norm);
        }

        SftTrainer.Loss(model, Examples(trace.Batches[0]))
            .ShouldBe(trace.Json.GetProperty("loss_on_first_batch_after_training").GetDouble(), 1e-3);
        trace.CheckFinalWeights(to => ModelFolder.SaveCausal(model, to, tokenizer: null));
    }

    private static void CheckRewardTraining(string folder, TrainingTrace trace)
    {
        using var model = ModelFolder.LoadReward(folder);
        var step = new RewardStep(model, trace.Updates(model), new());

        foreach (var (batch, expected) in trace.Batches.Zip(trace.Steps))
        {
            var outcome = step.Run(Pairs(batch));
            TrainingTrace.CheckStep(expected, outcome.Loss, outcome.LearningRate, outcome.GradientNorm);
            CheckRewards(expected.GetProperty("rewards_chosen"), outcome.Chosen);
            CheckRewards(expected.GetProperty("rewards_rejected"), outcome.Rejected);
        }

        trace.CheckFinalWeights(to => ModelFolder.SaveReward(model, to, tokenizer: null));
    }

    /// <summary>The labels are -100 on the prompt.</summary>
    private static SftExample[] Examples(JsonElement batch) =>
    [
        .. TrainingTrace.Rows(batch).Zip(TrainingTrace.Rows(batch, "labels"), (ids, labels) =>
        {
            var prompt = labels.TakeWhile(label => label == -100).Count();
            return new SftExample(ids[..prompt], ids[prompt..]);
        }),
    ];

    private static void CheckRewards(JsonElement expected, float[] actual)
    {
        var values = expected.EnumerateArray().Select(v => v.GetDouble()).ToArray();
        actual.Length.ShouldBe(values.Length);
        for (var i = 0; i < values.Length; i++) ((double)actual[i]).ShouldBe(values[i], 1e-4);
    }

    /// <summary>The rows do not say where the prompt ends, and without the language-model term it does not matter.</summary>
    private static PreferenceExample[] Pairs(JsonElement batch) =>
    [
        .. TrainingTrace.Rows(batch.GetProperty("chosen")).Zip(
            TrainingTrace.Rows(batch.GetProperty("rejected")), (chosen, rejected) => new PreferenceExample([], chosen, rejected)),
    ];
}
