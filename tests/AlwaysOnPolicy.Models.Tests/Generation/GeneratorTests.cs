using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Generation;

public sealed class GeneratorTests : IDisposable
{
    private const int Eos = 0;

    private static readonly int[][] s_prompts = [[1, 2, 3], [4], [5, 6, 7, 8, 9, 10, 11], [12, 13], [3, 3, 3, 3], [14, 15, 16, 17, 18]];

    private static readonly SamplingOptions s_options = new() { MaxNewTokens = 12, Temperature = 0.9, EosIds = [Eos] };

    private readonly Gpt2 _model = Sharp();

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(0, 1.0, 1.0), InlineData(5, 1.0, 1.0), InlineData(0, 0.8, 1.0), InlineData(8, 0.9, 1.3)]
    public void An_answer_is_the_same_alone_and_beside_any_neighbours(int topK, double topP, double repetitionPenalty)
    {
        var options = s_options with { TopK = topK, TopP = topP, RepetitionPenalty = repetitionPenalty };
        foreach (var round in Enumerable.Range(0, 5))
        {
            ulong[] seeds = [.. s_prompts.Select((_, i) => Seeds.Derive(1, "sample", (10 * round) + i))];
            var together = Draw(s_prompts, seeds, options);
            for (var i = 0; i < s_prompts.Length; i++) Draw([s_prompts[i]], [seeds[i]], options)[0].ShouldBe(together[i]);

            var order = new SeededRandom((ulong)round).Permutation(s_prompts.Length);
            Draw([.. order.Select(i => s_prompts[i])], [.. order.Select(i => seeds[i])], options).ShouldBe(order.Select(i => together[i]));
        }
    }

    [Theory]
    [InlineData(10, """{"rope_type": "dynamic", "factor": 3.0}""")]
    [InlineData(30, """{"rope_type": "longrope", "short_factor": [1.0, 1.0], "long_factor": [2.0, 9.0], "original_max_position_embeddings": 9}""")]
    public void An_answer_whose_positions_are_turned_anew_equals_one_without_a_cache(int positions, string scaling)
    {
        using var model = TinyModels.Randomized(TinyModels.FromConfig($$"""
            {
                "model_type": "llama", "vocab_size": 24, "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
                "max_position_embeddings": {{positions}}, "rope_scaling": {{scaling}}
            }
            """), deviation: 0.8);
        var answers = Models.Generation.Generator.Generate(model, s_prompts, new ulong[s_prompts.Length], new() { Greedy = true, MaxNewTokens = 20 });
        using var noGrad = no_grad();
        for (var i = 0; i < s_prompts.Length; i++)
        {
            var row = s_prompts[i].ToList();
            for (var t = 0; t < 20; t++)
            {
                using var scope = NewDisposeScope();
                var (ids, mask) = PaddedRows.Left([[.. row]]);
                row.Add((int)model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1].argmax().item<long>());
            }
            answers[i].ShouldBe(row.Skip(s_prompts[i].Length), $"row {i}");
        }
    }

    [Fact]
    public void Another_seed_gives_another_answer_and_the_same_seed_the_same()
    {
        int[][] prompts = [.. Enumerable.Repeat(s_prompts[2], 8)];
        ulong[] seeds = [1, 2, 3, 4, 5, 6, 7, 1];
        var answers = Draw(prompts, seeds, s_options);
        answers[7].ShouldBe(answers[0]);
        answers.Select(a => string.Join(' ', a)).Distinct().Count().ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Draws_follow_the_models_probabilities()
    {
        const int Draws = 4000;
        int[] prompt = [5, 9];
        var drawn = Draw([.. Enumerable.Repeat(prompt, Draws)], [.. Enumerable.Range(0, Draws).Select(i => Seeds.Derive(9, "draw", i))],
            new() { MaxNewTokens = 1, Temperature = 0.9, EosIds = [Eos] });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (ids, mask) = PaddedRows.Left([prompt]);
        var probabilities = (_model.Logits(_model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1] / 0.9).softmax(-1).data<float>().ToArray();
        for (var id = 0; id < probabilities.Length; id++)
        {
            double expected = probabilities[id];
            var share = drawn.Count(d => d[0] == id) / (double)Draws;
            share.ShouldBe(expected, 5 * Math.Sqrt((expected * (1 - expected) / Draws) + 1e-9), $"token {id}");   // five standard errors
        }
    }

    [Fact]
    public void An_answer_ends_with_the_first_end_of_text_or_at_the_most_tokens()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 60).Select(i => (ulong)i)];
        var options = s_options with { EosIds = [0, 7] };
        var answers = Draw([.. Enumerable.Repeat(s_prompts[0], 60)], seeds, options);
        answers.ShouldAllBe(a => a.Length >= 1 && a.Length <= 12 && !a.SkipLast(1).Any(options.EosIds.Contains));
        answers.Where(a => a.Length < 12).ShouldAllBe(a => options.EosIds.Contains(a.Last()));
        answers.ShouldContain(a => a.Length < 12);
    }

    [Fact]
    public void No_end_of_text_before_the_least_tokens_and_one_at_the_last_place_where_forced()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 60).Select(i => (ulong)i)];
        int[][] prompts = [.. Enumerable.Repeat(s_prompts[0], 60)];
        int[] ends = [0, 3, 7, 9];
        Draw(prompts, seeds, s_options with { EosIds = ends, MinNewTokens = 5 }).ShouldAllBe(a => a.Length >= 6 && !a.Take(5).Any(ends.Contains));
        Draw(prompts, seeds, s_options with { EosIds = ends, MinNewTokens = 0 }).ShouldContain(a => a.Length < 6);

        var forced = Draw(prompts, seeds, s_options with { ForcedEosId = Eos, MaxNewTokens = 4 });
        forced.ShouldAllBe(a => a.Last() == Eos);
        forced.ShouldContain(a => a.Length == 4);
    }

    [Fact]
    public void Suppressed_tokens_are_never_drawn()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 30).Select(i => (ulong)i)];
        int[][] prompts = [.. Enumerable.Repeat(s_prompts[1], 30)];
        int[] suppressed = [.. Enumerable.Range(5, 10)];
        Draw(prompts, seeds, s_options).SelectMany(a => a).ShouldContain(id => suppressed.Contains(id));
        Draw(prompts, seeds, s_options with { SuppressTokens = suppressed }).SelectMany(a => a).ShouldAllBe(id => !suppressed.Contains(id));
    }

    [Fact]
    public void Prompts_that_cannot_be_continued_are_refused()
    {
        Should.Throw<ArgumentException>(() => Draw([[]], [1], s_options));
        Should.Throw<ArgumentException>(() => Draw([[20]], [1], s_options)).Message.ShouldContain("vocabulary of 20");
        Should.Throw<ArgumentException>(() => Draw([[-1]], [1], s_options));
        Should.Throw<SettingsException>(() => Draw([s_prompts[2]], [1], s_options with { MaxNewTokens = 60 })).Message.ShouldContain("max_new_tokens");
        Should.Throw<SettingsException>(() => Draw([[1]], [1], s_options with { ForcedEosId = 20 })).Message.ShouldContain("forced_eos_id");
        using (no_grad()) _model.parameters().First().fill_(float.NaN);
        Should.Throw<CheckpointException>(() => Draw([[1]], [1], s_options));
    }

    [Fact]
    public void Live_tensors_stay_flat()
    {
        Draw(s_prompts, new ulong[6], s_options);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) Draw(s_prompts, new ulong[6], s_options);
        TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private int[][] Draw(int[][] prompts, ulong[] seeds, SamplingOptions options) => Models.Generation.Generator.Generate(_model, prompts, seeds, options);

    /// <summary>Random weights ten times the usual size: answers differ and are not all alike.</summary>
    private static Gpt2 Sharp()
    {
        set_num_threads(1);
        var model = new Gpt2(new Gpt2Config { VocabularySize = 20, MaxPositions = 32, HiddenSize = 16, LayerCount = 2, HeadCount = 2 });
        model.Initialize(seed: 2);
        using var noGrad = no_grad();
        foreach (var parameter in model.parameters().Where(p => p.dim() == 2)) parameter.mul_(10);
        return model;
    }
}
