using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Tests.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

/// <summary>Blocks computed again on the way back give the same numbers.</summary>
public sealed class RecomputedBlockTests
{
    [Theory]
    [InlineData(0, ComputeType.Float32), InlineData(1, ComputeType.Float32), InlineData(0, ComputeType.Bfloat16)]
    public void Loss_and_every_gradient_are_the_same_bit_for_bit_and_no_tensor_is_left(int frozen, ComputeType type)
    {
        using var plain = Model(frozen, type);
        using var recomputed = Model(frozen, type);
        recomputed.GradientCheckpointing = true;
        long live = 0;
        for (var pass = 0; pass < 3; pass++)
        {
            using (NewDisposeScope())
            {
                Learn(recomputed).ShouldBe(Learn(plain));
                foreach (var (name, parameter) in plain.named_parameters())
                {
                    var (wanted, got) = (MatrixWeight.GradientOf(parameter), MatrixWeight.GradientOf(recomputed.get_parameter(name)!));
                    (got is null).ShouldBe(wanted is null, name);
                    if (wanted is not null) TinyModel.Differ(wanted.to(ScalarType.Float32), got!.to(ScalarType.Float32)).ShouldBeFalse(name);
                }
                foreach (var parameter in plain.parameters().Concat(recomputed.parameters())) MatrixWeight.DropGradientOf(parameter);
            }
            if (pass == 0) live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(live);
    }

    /// <summary>600,000 words are too many for one piece of 24 rows.</summary>
    [Fact]
    public void Logits_made_a_piece_at_a_time_and_again_on_the_way_back_give_the_same_log_probabilities_and_gradients()
    {
        using var scope = NewDisposeScope();
        using var plain = Model(0, ComputeType.Float32, vocabulary: 600_000);
        using var recomputed = Model(0, ComputeType.Float32, vocabulary: 600_000);
        recomputed.GradientCheckpointing = true;
        var rows = TokenRows.Of([([3, 4], [.. Enumerable.Range(0, 12).Select(i => i * 49_999)]), ([1], [.. Enumerable.Range(0, 12)])]);
        HeadPass Learn(Gpt2 model)
        {
            var head = rows.Predict(model, model.Hidden(rows.Ids, rows.Mask, rows.Positions));
            (head.Logits is null).ShouldBe(model.GradientCheckpointing);
            head.Backward([.. Enumerable.Range(0, 24).Select(i => (i - 7) / 24f)], [.. Enumerable.Range(0, 24).Select(i => i / 240f)]);
            return head;
        }
        var (whole, pieces) = (Learn(plain), Learn(recomputed));
        pieces.Logprobs.ShouldBe(whole.Logprobs);
        pieces.Entropies.ShouldBe(whole.Entropies);
        foreach (var (name, parameter) in plain.named_parameters())
            (recomputed.get_parameter(name)!.grad! - parameter.grad!).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
    }

    [Fact]
    public void Kept_logits_that_are_too_many_for_one_span_give_the_same_log_probabilities_and_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = Model(0, ComputeType.Float32);
        float[] on = [.. Enumerable.Range(0, 7).Select(i => (i - 2) / 7f)];
        (HeadPass Head, Tensor OnHidden, Tensor OnWeight) Learn(int spanNumbers)
        {
            random.manual_seed(1);
            var hidden = randn(7, 16).requires_grad_(true);
            var head = HeadPass.Of(model, hidden, arange(7, ScalarType.Int64), temperature: 0.7, spanNumbers: spanNumbers);
            head.Logits.ShouldNotBeNull();
            head.Backward(on, on);
            var weight = model.parameters().First(p => p.grad is not null);
            var learnt = (head, hidden.grad!, weight.grad!.clone());
            MatrixWeight.DropGradientOf(weight);
            return learnt;
        }
        var (whole, parts) = (Learn(1000), Learn(45));   // 140 logits in one piece, and in four of one or two rows
        parts.Head.Logprobs.ShouldBe(whole.Head.Logprobs);
        parts.Head.Entropies.ShouldBe(whole.Head.Entropies);
        (parts.OnHidden - whole.OnHidden).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        (parts.OnWeight - whole.OnWeight).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        whole.OnWeight.abs().max().item<float>().ShouldBeGreaterThan(1e-3f);
    }

    private static Gpt2 Model(int frozen, ComputeType type, int vocabulary = 20)
    {
        set_num_threads(1);
        var model = new Gpt2(new Gpt2Config { VocabularySize = vocabulary, MaxPositions = 16, HiddenSize = 16, LayerCount = 3, HeadCount = 2 });
        model.Initialize(1);
        model.Freeze(frozen);
        model.MultiplyIn(type);
        return model;
    }

    private static double Learn(Gpt2 model)
    {
        var rows = TokenRows.Of([([3, 4, 5], [6, 7, 0]), ([8, 2], [1, 9, 11, 0]), ([1], [2])]);
        var head = rows.Predict(model, model.Hidden(rows.Ids, rows.Mask, rows.Positions));
        head.Backward([.. Enumerable.Repeat(-1f / 8, 8)]);
        return -head.Logprobs.Average();
    }
}
