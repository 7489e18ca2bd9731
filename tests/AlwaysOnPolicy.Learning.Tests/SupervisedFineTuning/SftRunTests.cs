using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;

public class SftRunTests
{
    private static readonly SftExample[] s_examples =
    [
        new([1, 2, 3], [4, 5, 0]), new([6], [7, 8, 9, 10, 0]), new([2, 2, 11, 12, 13], [14, 0]),
        new([15, 16], [17]), new([3, 1], [18, 19, 0]),
    ];

    [Fact]
    public void A_handful_of_demonstrations_is_learnt_by_heart()
    {
        using var model = TinyModel.New();
        var result = new SftRun(model, s_examples, s_examples, new() { LearningRate = 2e-2, Epochs = 60, BatchSize = 5 }, seed: 1).Run();

        result.ValidationLosses[0].ShouldBe(Math.Log(20), 0.5);
        result.ValidationLosses[^1].ShouldBeLessThan(0.1);
        result.ValidationLosses.Count.ShouldBe(61);
        result.TrainingLosses.Count.ShouldBe(60);
    }

    [Fact]
    public void An_adapter_alone_learns_them_too_and_the_models_own_weights_stay()
    {
        using var model = TinyModel.New();
        using (no_grad())
            // the frozen head of a fresh model cannot tell words apart
            foreach (var parameter in model.parameters().Where(p => p.dim() == 2)) parameter.mul_(30);
        var weights = TinyModel.Weights(model);
        var options = new SftOptions
        {
            LearningRate = 2e-2,
            Epochs = 60,
            BatchSize = 5,
            Lora = new LoraOptions { Rank = 8, TargetModules = [LoraOptions.AllLinear] }
        };
        var result = new SftRun(model, s_examples, s_examples, options, seed: 1).Run();

        result.ValidationLosses[^1].ShouldBeLessThan(0.2 * result.ValidationLosses[0]);
        TinyModel.Weights(model).ShouldBe(weights);
        model.Adapter!.Options.Rank.ShouldBe(8);
        using var merged = model.Copy();
        SftLoss.Measure(merged, s_examples).ShouldBe(result.ValidationLosses[^1], 1e-4);
    }

    [Fact]
    public void Frozen_layers_stay_bit_for_bit_and_the_others_move()
    {
        using var model = TinyModel.New();
        using var before = model.Copy();
        new SftRun(model, s_examples, [], new() { LearningRate = 1e-2, Epochs = 1, FrozenLayers = 1 }, seed: 1).Run();
        string[] moved = [.. model.named_parameters().Where(p => TinyModel.Differ(p.parameter, before.get_parameter(p.name)!)).Select(p => p.name)];
        moved.ShouldBe(["transformer.ln_f.weight", "transformer.ln_f.bias"], ignoreOrder: true);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(32)]
    public void The_loss_is_the_mean_over_the_response_tokens_whatever_the_padding(int batchSize)
    {
        using var model = TinyModel.New();
        SftLoss.Measure(model, s_examples, batchSize).ShouldBe(LossRowByRow(model, leftPadding: 0), 1e-5);
    }

    [Fact]
    public void Padding_on_the_left_gives_the_same_loss()
    {
        using var model = TinyModel.New();
        LossRowByRow(model, leftPadding: 4).ShouldBe(SftLoss.Measure(model, s_examples), 1e-5);
    }

    [Fact]
    public void Accumulated_batches_equal_one_large_batch()
    {
        using var whole = TinyModel.New();
        using var parts = TinyModel.New();
        var options = new SftOptions { LearningRate = 1e-2, Epochs = 2, BatchSize = 4 };
        var wholeLosses = new SftRun(whole, s_examples, [], options, seed: 3).Run().TrainingLosses;
        var halved = options with { BatchSize = 2, AccumulationSteps = 2 };
        var partLosses = new SftRun(parts, s_examples, [], halved, seed: 3).Run().TrainingLosses;

        partLosses[1].ShouldBe(wholeLosses[1], 1e-5);
        Difference(whole, parts).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void The_seed_alone_decides_the_order()
    {
        float[] Trained(ulong seed)
        {
            using var model = TinyModel.New();
            new SftRun(model, s_examples, [], new() { LearningRate = 1e-2, Epochs = 2, BatchSize = 2 }, seed).Run();
            return TinyModel.Weights(model);
        }
        Trained(5).ShouldBe(Trained(5));
        Trained(5).ShouldNotBe(Trained(6));
    }

    [Fact]
    public void Every_step_and_epoch_is_reported_and_the_last_small_batch_is_kept()
    {
        using var model = TinyModel.New();
        var steps = new List<StepRecord>();
        var epochs = new List<SftEpoch>();
        var options = new SftOptions { LearningRate = 1e-2, Epochs = 2, BatchSize = 2, WarmupSteps = 2 };
        var result = new SftRun(model, s_examples, s_examples, options, 1) { OnStep = steps.Add, OnEpoch = epochs.Add }.Run();

        result.Steps.ShouldBe(6);
        steps.Select(s => (s.Step, s.TotalSteps, s.Epoch)).ShouldBe([(1, 6, 1), (2, 6, 1), (3, 6, 1), (4, 6, 2), (5, 6, 2), (6, 6, 2)]);
        steps.Select(s => s.LearningRate).ShouldBe([0, 0.5e-2, 1e-2, 0.75e-2, 0.5e-2, 0.25e-2]);
        steps.ShouldAllBe(s => s.Loss > 0 && s.GradientNorm > 0);
        epochs.ShouldBe(result.Epochs);
        epochs.Select(e => (e.Epoch, e.TrainingLoss is null, e.ValidationLoss > 0)).ShouldBe([(0, true, true), (1, false, true), (2, false, true)]);
        result.BestEpoch.ShouldBe(2);
    }

    [Fact]
    public void Without_validation_the_last_epoch_is_the_best()
    {
        using var model = TinyModel.New();
        var best = new List<int>();
        var result = new SftRun(model, s_examples, [], new() { Epochs = 2 }, 1) { OnBest = best.Add }.Run();

        result.ValidationLosses.ShouldBeEmpty();
        result.BestEpoch.ShouldBe(2);
        best.ShouldBe([1, 2]);
    }

    [Fact]
    public void Live_tensors_stay_flat_over_the_steps()
    {
        using var model = TinyModel.New();
        var live = new List<long>();
        void Count(StepRecord step) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        new SftRun(model, s_examples, s_examples, new() { Epochs = 6, BatchSize = 2 }, 1) { OnStep = Count }.Run();

        live.Skip(1).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_training_and_names_the_step()
    {
        using var model = TinyModel.New();
        void Spoil(StepRecord step)
        {
            using var noGrad = no_grad();
            if (step.Step == 2) model.parameters().First().fill_(float.NaN);
        }
        var error = Should.Throw<TrainingException>(
            () => new SftRun(model, s_examples, [], new() { BatchSize = 2, LearningRate = 0.003 }, 1) { OnStep = Spoil }.Run());

        error.Message.ShouldContain("step 3 of 12");
        error.Message.ShouldContain("Lower the learning rate");
    }

    [Fact]
    public void Training_can_be_cancelled_between_two_steps()
    {
        using var model = TinyModel.New();
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var run = new SftRun(model, s_examples, [], new() { BatchSize = 1 }, 1) { OnStep = _ => { if (++steps == 3) stop.Cancel(); } };
        Should.Throw<OperationCanceledException>(() => run.Run(cancel: stop.Token));
        steps.ShouldBe(3);
    }

    [Theory]
    [InlineData(0, 3, "Demonstration 1 (counted from 0) has no prompt tokens")]
    [InlineData(2, 0, "has no response tokens")]
    [InlineData(10, 7, "has 10 prompt and 7 response tokens, more than the model's 16 positions")]
    public void An_example_that_cannot_be_trained_on_is_named(int prompt, int response, string message)
    {
        using var model = TinyModel.New();
        SftExample[] examples = [s_examples[0], new(new int[prompt], new int[response])];
        Should.Throw<DataException>(() => new SftRun(model, examples, [], new(), 1).Run()).Message.ShouldContain(message);
    }

    [Fact]
    public void A_token_of_another_tokenizer_is_named()
    {
        using var model = TinyModel.New();
        Should.Throw<DataException>(() => new SftRun(model, [new([1], [20])], [], new(), 1).Run()).Message.ShouldContain("token 20");
        Should.Throw<DataException>(() => new SftRun(model, [], [], new(), 1).Run()).Message.ShouldContain("no demonstrations");
    }

    /// <summary>The definition: each row by itself, the log-probability of each response token read from the whole logits.</summary>
    private static double LossRowByRow(CausalModel model, int leftPadding)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (sum, count) = (0.0, 0);
        foreach (var (prompt, response) in s_examples)
        {
            int[] row = [.. prompt, .. response];
            var (ids, mask) = PaddedRows.Left([row, new int[row.Length + leftPadding]], padId: 19);
            var hidden = model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask));
            var logprobs = nn.functional.log_softmax(model.Logits(hidden), -1);
            for (var i = 0; i < response.Length; i++)
                sum -= logprobs[0, leftPadding + prompt.Length + i - 1, response[i]].ToDouble();
            count += response.Length;
        }
        return sum / count;
    }

    private static double Difference(nn.Module a, nn.Module b) =>
        TinyModel.Weights(a).Zip(TinyModel.Weights(b), (x, y) => Math.Abs((double)x - y)).Max();
}
