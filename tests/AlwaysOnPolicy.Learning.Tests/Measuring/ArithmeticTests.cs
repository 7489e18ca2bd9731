using AlwaysOnPolicy.Learning.Measuring;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Tests.Measuring;

/// <summary>The counts, against products written out for the tiny model: hidden 64, 4 layers, vocabulary 1,024.</summary>
public sealed class ArithmeticTests
{
    // A block has c_attn [64, 192], c_proj [64, 64], c_fc [64, 256] and c_proj [256, 64]: 49,152 numbers, in 4 blocks 196,608.
    private const long Blocks = 4 * ((64 * 192) + (64 * 64) + (64 * 256) + (256 * 64));

    private const long Head = 64 * 1024;

    // Of the blocks: biases 192 + 64 + 256 + 64 and two norms of 128. Besides: 1,024 tokens, 1,024 positions, the last norm.
    private const long Parameters = Blocks + (4 * (576 + 256)) + (2 * Head) + 128;

    [Theory]
    [InlineData(ComputeType.Float32, 4)]
    [InlineData(ComputeType.Bfloat16, 2)]
    public void The_tiny_models_sizes_are_those_of_its_tensors(ComputeType type, int bytes)
    {
        var options = new SpeedOptions { Dtype = type };
        using var held = SpeedModel.Open(options);
        using var trained = SpeedModel.OpenToTrain(options);
        var wanted = new CausalSizes(Parameters, 4, 64, 1024, Blocks, 64, WeightBytes: (bytes * Blocks) + (4 * Head), CacheBytes: 4 * 2 * 64 * bytes);
        CausalSizes.Of(held).ShouldBe(wanted);
        CausalSizes.Of(trained).ShouldBe(wanted);
    }

    [Fact]
    public void A_forward_pass_multiplies_each_token_by_the_blocks_pairs_by_attention_and_predicting_rows_by_the_head()
    {
        // Rows of 3 and 2 tokens. A token sees itself and those before: 1 + 2 + 3 and 1 + 2 pairs, each 64 numbers for its score and 64 for its value.
        const double attention = 4 * (6 + 3) * (64 + 64);
        Arithmetic.Forward(Tiny, [3, 2], predicted: 2).ShouldBe(2 * ((5 * Blocks) + attention + (2 * Head)));
    }

    [Fact]
    public void Generation_runs_the_prompts_and_then_one_token_at_a_time_but_not_the_last()
    {
        // Prompts of 3 and 1, 3 new tokens: the first comes of the prompts, then tokens 1 and 2 run, which see 4 and 5, and 2 and 3.
        Arithmetic.Prefill(Tiny, [3, 1]).ShouldBe(2 * ((4 * Blocks) + (4 * (6 + 1) * 128) + (2 * Head)));
        Arithmetic.Decoding(Tiny, [3, 1], newTokens: 3).ShouldBe(2 * ((4 * Blocks) + (4 * (4 + 5 + 2 + 3) * 128) + (4 * Head)));
        Arithmetic.DecodingBytes(Tiny, [3, 1], newTokens: 3).ShouldBe((2 * Tiny.WeightBytes) + ((4 + 5 + 2 + 3) * Tiny.CacheBytes));
    }

    [Fact]
    public void A_step_of_PPO_has_the_generation_two_forward_passes_and_four_epochs_of_forward_and_backward()
    {
        var forward = Arithmetic.Forward(Tiny, [80, 192], 128);
        var generation = Arithmetic.Forward(Tiny, [79, 191], 128);
        PpoSpeed.Flop(Tiny, [16, 128]).ShouldBe(generation + (14 * forward), 1);
    }

    /// <summary>GPT-2 124M with 16 rows of 136 tokens on average: about 0.45 · 10¹² a forward pass.</summary>
    [Fact]
    public void Gpt2s_forward_pass_is_that_of_its_known_sizes()
    {
        var gpt2 = new CausalSizes(124_439_808, 12, 768, 50257, 12 * 12 * 768 * 768, 768, 0, 0);
        (Arithmetic.Forward(gpt2, [.. Enumerable.Repeat(136, 16)], 1024) / 1e12).ShouldBe(0.45, 0.01);
    }

    [Fact]
    public void Queries_are_spread_evenly_from_the_shortest_to_the_longest()
    {
        SpeedWork.Lengths(new SpeedOptions { ShortestQuery = 16, LongestQuery = 46 }, 16).ShouldBe([.. Enumerable.Range(8, 16).Select(n => 2 * n)]);
        SpeedWork.Lengths(new SpeedOptions { ShortestQuery = 5, LongestQuery = 5 }, 3).ShouldBe([5, 5, 5]);
    }

    private static CausalSizes Tiny
    {
        get
        {
            using var model = SpeedModel.Open(new SpeedOptions());
            return CausalSizes.Of(model);
        }
    }
}
