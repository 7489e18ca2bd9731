using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Generation;

public sealed class GenerationBatchTests : IDisposable
{
    private static readonly SamplingOptions s_options = new() { MaxNewTokens = 40, Temperature = 0.9 };

    private readonly CausalModel _model = Sharp(TinyModels.FromConfig("""
        {
            "model_type": "llama", "vocab_size": 40, "hidden_size": 24, "intermediate_size": 36, "num_hidden_layers": 2, "num_attention_heads": 3,
            "num_key_value_heads": 1, "head_dim": 8, "max_position_embeddings": 256
        }
        """));

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(ComputeType.Float32)]
    [InlineData(ComputeType.Bfloat16)]
    public void Rows_join_and_leave_while_others_go_on_and_none_notices(ComputeType type)
    {
        _model.MultiplyIn(type);
        _model.Deterministic = true;
        int[][] prompts = [.. Enumerable.Range(0, 12).Select(i => Tokens(3 + (7 * i), i % 5))];   // some begin alike
        int[][] alone = [.. prompts.Select((p, i) => Alone(new(p, s_options, (ulong)i)))];
        alone.Select(a => string.Join(' ', a)).Distinct().Count().ShouldBe(12);

        using var batch = new GenerationBatch(_model, new() { MaxRows = 5, CacheTokens = 700, PrefillTokens = 20 });
        var got = new Dictionary<int, List<int>>();
        for (var step = 0; step < 24; step++)
        {
            if (step % 2 == 0) got[batch.Add(new(prompts[step / 2], s_options, (ulong)(step / 2)))] = [];
            if (step == 17) batch.Remove(3).ShouldBeTrue();
            foreach (var token in batch.Step()) got[token.Row].Add(token.Id);
        }
        while (batch.Running + batch.Waiting > 0)
            foreach (var token in batch.Step()) got[token.Row].Add(token.Id);
        for (var i = 0; i < 12; i++)
            if (i != 3) got[i].ToArray().ShouldBe(alone[i], $"row {i}");
        got[3].Count.ShouldBeLessThan(40);
        got[3].ShouldBe(alone[3].Take(got[3].Count).ToList());
        batch.Remove(3).ShouldBeFalse();
    }

    [Fact]
    public void What_prompts_begin_with_in_common_is_run_once()
    {
        var (common, options) = (Tokens(70, 1), s_options with { MaxNewTokens = 6 });
        int[][] prompts = [common, common, [.. common, 5, 6, 7], [.. common[..40], 9, 9], [.. common[..64], 1], common];
        using var batch = new GenerationBatch(_model, new() { MaxRows = 8, CacheTokens = 2048, PrefillTokens = 512 });
        int[][] Run()
        {
            var answers = new Dictionary<int, List<int>>();
            for (var i = 0; i < prompts.Length; i++) answers[batch.Add(new(prompts[i], options, (ulong)i))] = [];
            while (batch.Running + batch.Waiting > 0)
                foreach (var token in batch.Step()) answers[token.Row].Add(token.Id);
            return [.. answers.OrderBy(a => a.Key).Select(a => a.Value.ToArray())];
        }
        int[][] alone = [.. prompts.Select((p, i) => Alone(new(p, options, (ulong)i)))];
        Run().ShouldBe(alone);
        batch.PromptTokensRun.ShouldBe(69 + 0 + 3 + 1 + 0 + 0);   // the last token of each is run with those that are drawn
        Run().ShouldBe(alone);
        batch.PromptTokensRun.ShouldBe(73, "what an earlier row has run");
    }

    [Fact]
    public void Rows_wait_for_room_and_beginnings_that_nobody_reads_make_it()
    {
        using var batch = new GenerationBatch(_model, new() { MaxRows = 8, CacheTokens = 128 });   // 4 pages
        var options = s_options with { MaxNewTokens = 30 };
        for (var i = 0; i < 4; i++) batch.Add(new(Tokens(40, i), options, 1));                     // 3 pages each
        for (var i = 0; i < 4; i++)
        {
            batch.Step().Single().Row.ShouldBe(i);
            (batch.Running, batch.Waiting).ShouldBe((1, 3 - i));
            for (var step = 1; step < 30; step++) batch.Step().Single().End.ShouldBe(step == 29 ? GenerationEnd.Length : null);
        }
        batch.Step().ShouldBeEmpty();
        batch.MaxRowTokens.ShouldBe(128);
        Should.Throw<SettingsException>(() => batch.Add(new(Tokens(99, 0), options, 1))).Message.ShouldContain("cache's 128 tokens");
    }

    [Fact]
    public void A_row_that_is_dropped_while_its_prompt_is_run_leaves_nothing_behind()
    {
        using var batch = new GenerationBatch(_model, new() { MaxRows = 4, CacheTokens = 256, PrefillTokens = 10 });
        batch.Add(new(Tokens(60, 2), s_options, 1));
        batch.Step().ShouldBeEmpty();
        batch.Add(new(Tokens(60, 2), s_options, 2));
        batch.Step().ShouldBeEmpty();
        batch.Remove(0).ShouldBeTrue();
        var answer = new List<int>();
        while (batch.Running + batch.Waiting > 0) answer.AddRange(batch.Step().Select(t => t.Id));
        answer.ToArray().ShouldBe(Alone(new(Tokens(60, 2), s_options, 2)));
    }

    [Fact]
    public void A_row_without_probabilities_fails_and_the_others_go_on()
    {
        using var batch = new GenerationBatch(_model);
        batch.Add(new(Tokens(5, 2), s_options, 7));
        var failing = batch.Add(new(Tokens(4, 1), s_options with { SuppressTokens = [.. Enumerable.Range(0, 40)] }, 1));
        batch.Add(new(Tokens(6, 3), s_options, 8));
        List<GeneratedToken> got = [.. batch.Step()];
        batch.Running.ShouldBe(2);
        var failed = got.Single(t => t.Row == failing);
        failed.End.ShouldBe(GenerationEnd.Failure);
        failed.Failure.ShouldBeOfType<CheckpointException>().Message.ShouldContain("no probabilities");
        while (batch.Running > 0) got.AddRange(batch.Step());
        got.Count(t => t.Row == failing).ShouldBe(1);
        got.Where(t => t.Row == 0).Select(t => t.Id).ShouldBe(Alone(new(Tokens(5, 2), s_options, 7)));
        got.Where(t => t.Row == 2).Select(t => t.Id).ShouldBe(Alone(new(Tokens(6, 3), s_options, 8)));
    }

    [Fact]
    public void Who_waits_for_all_answers_gets_the_error()
    {
        Should.Throw<CheckpointException>(() => Models.Generation.Generator.Generate(_model, [[1], [2]], [1, 2],
            s_options with { SuppressTokens = [.. Enumerable.Range(0, 40)] }));
    }

    [Fact]
    public void An_adapter_is_part_of_the_model()
    {
        LoraAdapter.Attach(_model, new LoraOptions { Rank = 3, TargetModules = [LoraOptions.AllLinear] }, 3);
        using (no_grad())
            foreach (var (_, value) in _model.Adapter!.Parameters) value.normal_(0, 0.5);
        GenerationCheck.LogProbabilitiesAreTheLearners(_model, [[1, 2, 3], [4, 5]], newTokens: 4);
    }

    private int[] Alone(GenerationRequest request)
    {
        using var batch = new GenerationBatch(_model, new() { MaxRows = 1, CacheTokens = 256 });
        batch.Add(request);
        var answer = new List<int>();
        while (batch.Running + batch.Waiting > 0) answer.AddRange(batch.Step().Select(t => t.Id));
        return [.. answer];
    }

    /// <summary>Those of one kind begin alike, however many.</summary>
    private static int[] Tokens(int count, int kind)
    {
        var random = new SeededRandom((ulong)kind);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(40))];
    }

    private static T Sharp<T>(T model) where T : CausalModel => TinyModels.Randomized(model, 0.4);
}
