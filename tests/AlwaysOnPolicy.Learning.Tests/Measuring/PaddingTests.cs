using AlwaysOnPolicy.Learning.Measuring;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tokenizers.Encodings;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Measuring;

/// <summary>Padding to a fixed number of tokens costs time, and changes no result.</summary>
public sealed class PaddingTests
{
    private static readonly int[][] s_prompts = SpeedWork.Rows(SpeedWork.Lengths(new SpeedOptions { ShortestQuery = 3, LongestQuery = 20 }, 4), 1024);

    [Theory]
    [InlineData(Side.Left)]
    [InlineData(Side.Right)]
    public void A_step_of_PPO_has_the_same_logprobs_and_losses(Side side)
    {
        using var policy = SpeedModel.OpenToTrain(new SpeedOptions());
        var answers = Answers(policy);
        Rollout[] rollouts = [.. answers.Select((answer, i) => new Rollout(s_prompts[i], answer, i))];
        var (exact, padded) = (Step(rollouts, side, 0), Step(rollouts, side, 100));
        padded.Distributions["objective/logprobs"].ShouldBe(exact.Distributions["objective/logprobs"], 1e-4);
        padded.Distributions["objective/ref_logprobs"].ShouldBe(exact.Distributions["objective/ref_logprobs"], 1e-4);
        padded.Stats["ppo/loss/value"].ShouldBe(exact.Stats["ppo/loss/value"], 1e-3);
        padded.Stats["ppo/loss/policy"].ShouldBe(exact.Stats["ppo/loss/policy"], 1e-3);
    }

    [Fact]
    public void Fine_tuning_has_the_same_logprobs()
    {
        using var scope = NewDisposeScope();
        using var model = SpeedModel.Open(new SpeedOptions());
        SftExample[] batch = [.. s_prompts.Select(p => new SftExample(p, [1, 2, 3]))];
        SftTrainer.Predict(model, batch, leastWidth: 100).Logprobs.ShouldBe(SftTrainer.Predict(model, batch).Logprobs, 1e-4f);
    }

    [Fact]
    public void Rows_are_as_wide_as_the_padding_asks_and_never_narrower_than_the_longest()
    {
        using var scope = NewDisposeScope();
        PaddedRows.Right([[1], [2, 3]], leastWidth: 4).Mask.data<long>().ToArray().ShouldBe([1, 0, 0, 0, 1, 1, 0, 0]);
        PaddedRows.Left([[1], [2, 3]], leastWidth: 4).Mask.data<long>().ToArray().ShouldBe([0, 0, 0, 1, 0, 0, 1, 1]);
        PaddedRows.Right([[1], [2, 3]], leastWidth: 1).Mask.shape.ShouldBe([2, 2]);
    }

    private static int[][] Answers(CausalModel model) => Models.Generation.Generator.Generate(
        model, s_prompts, [1, 2, 3, 4], new SamplingOptions { MaxNewTokens = 8 });

    private static PpoStep Step(Rollout[] rollouts, Side side, int width)
    {
        using var policy = SpeedModel.OpenToTrain(new SpeedOptions());
        using var reference = SpeedModel.Open(new SpeedOptions());
        using var head = new ValueHead(policy.HiddenSize);
        using var trainer = new PpoTrainer(policy, head, reference, new PpoOptions { BatchSize = 4, MiniBatchSize = 4, PaddingSide = side }, padId: 0)
        {
            LeastQueryWidth = width,
        };
        return trainer.Step(rollouts, _ => [0, 1, 2, 3]);
    }
}
