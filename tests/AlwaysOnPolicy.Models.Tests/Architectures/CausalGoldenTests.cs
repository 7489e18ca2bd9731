using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using AlwaysOnPolicy.Models.Tests.Generation;
using static TorchSharp.torch;
using Generator = AlwaysOnPolicy.Models.Generation.Generator;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

public sealed class CausalGoldenTests
{
    private const double Close = 1e-4;

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void States_logits_logprobs_and_values_equal_the_reference(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = golden.LoadForBatches();
        foreach (var side in golden.Inputs)
        {
            var (ids, mask) = (golden.Ids(side), golden.Mask(side));
            var states = new List<Tensor>();
            var hidden = model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask), hiddenStates: states);
            var logits = model.Logits(hidden);
            hidden.ShouldBeClose(golden.Expected($"{side}.last_hidden_state"), Close, side, mask);
            logits.ShouldBeClose(golden.Expected($"{side}.logits"), Close, side, mask);

            var next = mask.narrow(1, 0, mask.shape[1] - 1) * mask.narrow(1, 1, mask.shape[1] - 1);
            TokenLogprobs(logits, ids).ShouldBeClose(golden.Expected($"{side}.token_logprobs"), Close, side, next);

            states.Count.ShouldBe(model.LayerCount + 1);
            for (var i = 0; i < states.Count; i++)
                if (golden.Has($"{side}.hidden_states.{i}")) states[i].ShouldBeClose(golden.Expected($"{side}.hidden_states.{i}"), Close, $"state {i}", mask);

            if (!golden.Has($"{side}.values")) continue;
            using var head = ValueHeadFile.LoadOrNew(folder, model.HiddenSize);
            head.call(hidden).ShouldBeClose(golden.Expected($"{side}.values"), Close, $"{side} values", mask);
        }
        if (golden.Has("left_default_positions.logits"))
        {
            var (ids, mask) = (golden.Ids("left"), golden.Mask("left"));
            var positions = arange(ids.shape[1], ScalarType.Int64).expand(ids.shape).contiguous();
            model.Logits(model.Hidden(ids, mask, positions)).ShouldBeClose(golden.Expected("left_default_positions.logits"), Close, "default positions", mask);
        }
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void The_way_back_through_the_head_is_that_of_the_graph(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var model = golden.LoadForBatches();
        var hidden = randn([5, model.HiddenSize]).requires_grad_(true);
        var gradient = randn([5, model.VocabularySize]);
        model.Logits(hidden).backward([gradient]);
        var graph = model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        foreach (var parameter in model.parameters()) parameter.grad = null;

        var onHidden = model.LogitsBackward(hidden.detach(), gradient);
        Distance(onHidden, hidden.grad!).ShouldBeLessThan(1e-5);
        var own = model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        own.Keys.ShouldBe(graph.Keys);
        foreach (var (name, value) in own) Distance(value, graph[name]).ShouldBeLessThan(1e-5, name);

        model.LogitsBackward(hidden.detach(), gradient);   // adds
        foreach (var (name, value) in own) Distance(model.get_parameter(name)!.grad!, 2 * value).ShouldBeLessThan(1e-5, name);
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Products_in_bfloat16_are_near_and_the_same_whether_weights_are_held_in_it_or_copied(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var exact = golden.LoadForBatches();
        using var copied = golden.LoadForBatches();
        copied.MultiplyIn(ComputeType.Bfloat16);
        using var held = golden.LoadForBatches(ComputeType.Bfloat16);
        foreach (var side in golden.Inputs)
        {
            Tensor Logits(CausalModel model) => model.Logits(model.Hidden(golden.Ids(side), golden.Mask(side),
                CausalModel.PositionsFromMask(golden.Mask(side)))) * golden.Mask(side).unsqueeze(-1);
            var (wanted, got, again) = (Logits(exact), Logits(copied), Logits(held));
            Distance(got, wanted).ShouldBeLessThan(0.05, side);
            Distance(got, wanted).ShouldBeGreaterThan(0, side);
            got.Equals(again).ShouldBeTrue(side);
        }
    }

    /// <summary>Of the difference to the size of what is wanted.</summary>
    private static double Distance(Tensor got, Tensor wanted) => (got - wanted).norm().ToDouble() / wanted.norm().ToDouble();

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Loss_and_every_gradient_equal_the_reference(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var model = golden.LoadForBatches();
        var loss = golden.Json.GetProperty("loss");
        var side = loss.GetProperty("batch").GetString()!;
        var (ids, mask) = (golden.Ids(side), golden.Mask(side));
        var labels = ModelCase.Integers(loss.GetProperty("labels"));

        var logits = model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)));
        var shifted = logits.narrow(1, 0, ids.shape[1] - 1).reshape(-1, model.VocabularySize);
        var value = nn.functional.cross_entropy(shifted, labels.narrow(1, 1, ids.shape[1] - 1).reshape(-1), ignore_index: -100);
        value.backward();

        value.ToDouble().ShouldBe(loss.GetProperty("value").GetDouble(), 1e-5);
        golden.CheckGradients(model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Greedy_generation_equals_the_reference(string folder)
    {
        var golden = Open(folder);
        using var model = ModelFolder.LoadCausal(folder);
        var greedy = golden.Json.GetProperty("greedy");
        var masks = ModelCase.Rows(greedy.GetProperty("prompt_attention_mask"));
        int[][] prompts = [.. ModelCase.Rows(greedy.GetProperty("prompt_input_ids")).Select((row, i) => row.Where((_, t) => masks[i][t] == 1).ToArray())];
        var options = new SamplingOptions { Greedy = true, MaxNewTokens = greedy.GetProperty("max_new_tokens").GetInt32() };
        var seeds = new ulong[prompts.Length];

        Generator.Generate(model, prompts, seeds, options).ShouldBe(ModelCase.Rows(greedy.GetProperty("new_tokens_no_eos")));

        var eos = greedy.GetProperty("eos").GetProperty("eos_token_id").GetInt32();
        int[][] cut = [.. ModelCase.Rows(greedy.GetProperty("eos").GetProperty("new_tokens"))
            .Select(r => Array.IndexOf(r, eos) is var at and >= 0 ? r[..(at + 1)] : r)];
        Generator.Generate(model, prompts, seeds, options with { EosIds = [eos] }).ShouldBe(cut);
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void The_longest_row_equals_the_reference_whatever_stands_beside_it(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelFolder.LoadCausal(folder);
        var (ids, mask, expected) = (golden.Ids("right"), golden.Mask("right"), golden.Expected("right.logits"));
        var row = mask.sum(1).argmax().item<long>();
        model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask))).narrow(0, row, 1)
            .ShouldBeClose(expected.narrow(0, row, 1), Close, "beside others", mask.narrow(0, row, 1));
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void An_answer_that_outgrows_its_cache_equals_the_reference(string folder)
    {
        var golden = Open(folder);
        Assert.SkipUnless(golden.Json.TryGetProperty("greedy_crossing", out var crossing), "no row of the reference passes from one set of frequencies to " +
            "another");
        using var model = ModelFolder.LoadCausal(folder);
        var options = new SamplingOptions { Greedy = true, MaxNewTokens = crossing.GetProperty("max_new_tokens").GetInt32() };
        Generator.Generate(model, ModelCase.Rows(crossing.GetProperty("prompt_input_ids")), [0], options)
            .ShouldBe(ModelCase.Rows(crossing.GetProperty("new_tokens")));
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM", OtherForms = true)]
    public void Other_forms_of_the_same_checkpoint_load_alike(string folder)
    {
        var golden = Open(folder);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var form in ModelCasesAttribute.FormsOf(folder))
        {
            using var model = ModelFolder.LoadCausal(form);
            var mask = golden.Mask("right");
            var logits = model.Logits(model.Hidden(golden.Ids("right"), mask, CausalModel.PositionsFromMask(mask)));
            logits.ShouldBeClose(golden.Expected("right.logits"), Close, form, mask);
        }
    }

    [Theory, ModelCases("LMHeadModel", "ForCausalLM")]
    public void Generation_has_the_learners_log_probabilities(string folder)
    {
        var golden = Open(folder);
        using var model = golden.LoadForBatches();
        var input = golden.Json.GetProperty("inputs").GetProperty("left");
        var (ids, mask) = (ModelCase.Rows(input.GetProperty("input_ids")), ModelCase.Rows(input.GetProperty("attention_mask")));
        const int NewTokens = 3;
        int[][] prompts = [.. ids.Select((row, i) => row.Where((_, t) => mask[i][t] == 1).Take(model.MaxPositions - NewTokens).ToArray())];
        GenerationCheck.LogProbabilitiesAreTheLearners(model, prompts, NewTokens);
    }

    [Fact]
    public void Every_architecture_has_a_reference_and_every_reference_an_architecture() => Directory.GetDirectories(Goldens.Material("models"))
        .Where(f => Goldens.Json(Path.Combine(f, "expected.json")).GetProperty("model_class").GetString() is { } name
            && (name.EndsWith("ForCausalLM", StringComparison.Ordinal) || name.EndsWith("LMHeadModel", StringComparison.Ordinal)))
        .Select(ModelType).Distinct().Order(StringComparer.Ordinal).ShouldBe(
            ["gemma", "gemma2", "gemma3_text", "gpt2", "gpt_neox", "granite", "llama", "mistral", "olmo2", "opt", "phi3", "qwen2", "qwen3", "smollm3",
                "stablelm"]);

    /// <summary>A reference whose architecture is not built is a loss, and fails.</summary>
    internal static void RequireSupport(string folder)
    {
        var type = ModelType(folder);
        ModelFolder.SupportsCausal(type).ShouldBeTrue($"model_type {type} is not built");
    }

    private static string ModelType(string folder) => Goldens.Json(Path.Combine(folder, "config.json")).GetProperty("model_type").GetString()!;

    private static ModelCase Open(string folder)
    {
        RequireSupport(folder);
        return ModelCase.Open(folder);
    }

    private static Tensor TokenLogprobs(Tensor logits, Tensor ids)   // [B, T, V], [B, T] → [B, T - 1]
    {
        var places = ids.shape[1] - 1;
        return logits.narrow(1, 0, places).log_softmax(-1).gather(-1, ids.narrow(1, 1, places).unsqueeze(-1)).squeeze(-1);
    }
}
