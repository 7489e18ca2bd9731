using System.Text.Json;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;
using TorchSharp;
using static TorchSharp.torch;
using Generator = AlwaysOnPolicy.Models.Generation.Generator;

namespace AlwaysOnPolicy.Models.Tests.RealModels;

/// <summary>SmolLM2-135M-Instruct against the numbers of transformers; tolerances as that folder's README has them.</summary>
public sealed class SmolLm2GoldenTests : IClassFixture<SmolLm2GoldenTests.Model>
{
    private const double Close = 1e-3;

    /// <summary>Loaded once: the weights are half a gigabyte.</summary>
    public sealed class Model : IDisposable
    {
        private readonly Lazy<(CausalModel, Tokenizer)> _loaded = new(() =>
            (ModelFolder.LoadCausal(RealModels.SmolLm2()), Tokenizer.Load(RealModels.SmolLm2())));

        public (CausalModel Causal, Tokenizer Tokenizer) Get()
        {
            RealModels.SmolLm2();   // skips the test
            return _loaded.Value;
        }

        public void Dispose()
        {
            if (_loaded.IsValueCreated) _loaded.Value.Item1.Dispose();
        }
    }

    private readonly CausalModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly JsonElement _expected = Goldens.Json(Goldens.File_("smollm2", "expected.json"));

    public SmolLm2GoldenTests(Model model) => (_model, _tokenizer) = model.Get();

    [Fact]
    public void The_weights_are_those_of_the_reference() =>
        RealModels.Sha256(Path.Combine(RealModels.SmolLm2(), "model.safetensors")).ShouldBe(_expected.GetProperty("weights_sha256").GetString());

    [Fact]
    public void Ids_and_decoded_texts_equal_the_reference()
    {
        foreach (var item in Items("tokenize"))
        {
            var text = Text(item, "text");
            var ids = _tokenizer.Encode(text, addSpecialTokens: false);
            ids.ShouldBe(Ids(item, "ids"), text);
            ids.Select(_tokenizer.TokenOf).ShouldBe(item.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()), text);
            _tokenizer.Decode(ids).ShouldBe(Text(item, "decoded"), text);
            _tokenizer.Decode(ids, skipSpecialTokens: true).ShouldBe(Text(item, "decoded_without_special"), text);
        }
    }

    [Fact]
    public void Chats_equal_the_reference()
    {
        foreach (var item in Items("chat"))
        {
            ChatTurn[] turns = [.. item.GetProperty("messages").EnumerateArray().Select(m => new ChatTurn(Text(m, "role"), Text(m, "content")))];
            var text = _tokenizer.RenderChat(turns, item.GetProperty("add_generation_prompt").GetBoolean());
            text.ShouldBe(Text(item, "text"));
            _tokenizer.Encode(text, addSpecialTokens: false).ShouldBe(Ids(item, "ids"));
        }
    }

    [Fact]
    public void Logits_and_perplexity_equal_the_reference()
    {
        using var noGrad = no_grad();
        foreach (var item in Items("logits"))
        {
            using var scope = NewDisposeScope();
            var name = Text(item, "text");
            var ids = Ids(item, "ids");
            var logits = Logits(ids);                                                          // [T, V]
            foreach (var place in item.GetProperty("positions").EnumerateArray())
            {
                var row = logits[place.GetProperty("position").GetInt32()];
                var values = row.data<float>().ToArray();
                foreach (var pair in place.GetProperty("top20").EnumerateArray())
                    ((double)values[pair[0].GetInt32()]).ShouldBe(pair[1].GetDouble(), Close, name);
                values.Order().Reverse().Take(20).Last().ShouldBe((float)place.GetProperty("top20")[19][1].GetDouble(), (float)Close, name);
                row.logsumexp(-1).ToDouble().ShouldBe(place.GetProperty("logsumexp").GetDouble(), Close, name);
                values.Sum(v => (double)v).ShouldBe(place.GetProperty("sum_of_all_logits").GetDouble(), 5, name);
            }
            var logprobs = TokenLogprobs(logits, ids);
            ShouldBeClose(logprobs, item.GetProperty("token_logprobs"), name);
            var perplexity = item.GetProperty("perplexity").GetDouble();
            Math.Exp(-logprobs.Average()).ShouldBe(perplexity, perplexity * 1e-4, name);
        }
    }

    [Fact]
    public void Logprobs_and_entropies_of_responses_equal_the_reference()
    {
        using var noGrad = no_grad();
        foreach (var item in Items("logprob"))
        {
            using var scope = NewDisposeScope();
            var name = Text(item, "response");
            int[] prompt = _tokenizer.Encode(Text(item, "prompt"), addSpecialTokens: false), response = _tokenizer.Encode(name, addSpecialTokens: false);
            prompt.ShouldBe(Ids(item, "prompt_ids"));
            response.ShouldBe(Ids(item, "response_ids"));
            var logits = Logits([.. prompt, .. response]);
            var logprobs = TokenLogprobs(logits, [.. prompt, .. response])[(prompt.Length - 1)..];
            ShouldBeClose(logprobs, item.GetProperty("token_logprobs"), name);
            logprobs.Sum().ShouldBe(item.GetProperty("total_logprob").GetDouble(), Close, name);

            var every = logits.narrow(0, prompt.Length - 1, response.Length).log_softmax(-1);
            ShouldBeClose([.. (-(every.exp() * every)).sum(-1).data<float>().Select(v => (double)v)], item.GetProperty("token_entropies"), name);
        }
    }

    [Fact]
    public void Greedy_answers_equal_the_reference()
    {
        var eos = _tokenizer.EosId!.Value;
        foreach (var item in Items("greedy"))
        {
            var expected = Ids(item, "generated_ids");
            var options = new SamplingOptions { Greedy = true, MaxNewTokens = expected.Length, EosIds = [eos] };
            var drawn = Generator.Generate(_model, [Ids(item, "prompt_ids")], [0], options)[0];
            drawn.ShouldBe(expected);
            (drawn[^1] == eos).ShouldBe(item.GetProperty("stopped_at_eos").GetBoolean());
        }
    }

    [Fact]
    public void A_batch_padded_on_the_left_equals_the_reference()
    {
        var batch = _expected.GetProperty("left_padded_batch");
        var masks = Rows(batch, "attention_mask");
        int[][] prompts = [.. Rows(batch, "input_ids").Select((row, b) => row.Where((_, t) => masks[b][t] == 1).ToArray())];
        prompts.ShouldBe(batch.GetProperty("prompts").EnumerateArray().Select(p => _tokenizer.Encode(p.GetString()!, addSpecialTokens: false)));

        var options = new SamplingOptions { Greedy = true, MaxNewTokens = batch.GetProperty("max_new_tokens").GetInt32(), EosIds = [_tokenizer.EosId!.Value] };
        Generator.Generate(_model, prompts, new ulong[prompts.Length], options)
            .ShouldBe(batch.GetProperty("rows").EnumerateArray().Select(r => Ids(r, "generated_ids")));
    }

    private Tensor Logits(int[] ids)
    {
        var (input, mask) = PaddedRows.Right([ids]);
        return _model.Logits(_model.Hidden(input, mask, CausalModel.PositionsFromMask(mask)))[0];
    }

    private static double[] TokenLogprobs(Tensor logits, int[] ids)
    {
        var next = tensor(ids[1..].Select(i => (long)i).ToArray()).unsqueeze(-1);
        return [.. logits.narrow(0, 0, ids.Length - 1).log_softmax(-1).gather(-1, next).squeeze(-1).data<float>().Select(v => (double)v)];
    }

    private static void ShouldBeClose(double[] actual, JsonElement expected, string name)
    {
        actual.Length.ShouldBe(expected.GetArrayLength(), name);
        for (var i = 0; i < actual.Length; i++) actual[i].ShouldBe(expected[i].GetDouble(), Close, $"{name} {i}");
    }

    private JsonElement[] Items(string part)
    {
        JsonElement[] items = [.. _expected.GetProperty(part).EnumerateArray()];
        items.ShouldNotBeEmpty();
        return items;
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static int[] Ids(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private static int[][] Rows(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray()
        .Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
}
