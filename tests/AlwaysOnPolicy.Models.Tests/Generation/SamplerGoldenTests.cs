using System.Text.Json;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Generation;

/// <summary>The sampler against transformers' own processors, on recorded logits and along recorded answers.</summary>
public sealed class SamplerGoldenTests
{
    private static JsonElement Golden => Goldens.Json(Goldens.File_("sampling", "cases.json"));

    public static TheoryData<string> Settings => [.. Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("setting").GetString()!)
        .Distinct()];

    public static TheoryData<string> Trajectories => [.. Golden.GetProperty("trajectories").EnumerateArray()
        .Select(t => t.GetProperty("setting").GetString()!)];

    [Theory, MemberData(nameof(Settings))]
    public void Recorded_logits_become_the_references_probabilities(string setting)
    {
        var cases = Golden.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("setting").GetString() == setting).ToArray();
        cases.ShouldNotBeEmpty();
        foreach (var golden in cases)
        {
            var prompt = golden.GetProperty("prompt_length").GetInt32();
            int[] ids = [.. golden.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];
            var logits = Floats(golden.GetProperty("logits"));
            new TokenSampler(Options(golden.GetProperty("options"), prompt)).Process(logits, ids, ids.Length - prompt);

            var processed = Floats(golden.GetProperty("processed"));
            var expected = golden.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()).ToArray();
            var probabilities = Softmax(logits);
            for (var i = 0; i < expected.Length; i++)
            {
                float.IsNegativeInfinity(logits[i]).ShouldBe(float.IsNegativeInfinity(processed[i]), $"{setting}, token {i}");
                probabilities[i].ShouldBe(expected[i], 1e-5, $"{setting}, token {i}");
            }
        }
    }

    [Theory, MemberData(nameof(Trajectories))]
    public void Left_padded_prompts_go_the_references_way(string setting)
    {
        var golden = Golden.GetProperty("trajectories").EnumerateArray().Single(t => t.GetProperty("setting").GetString() == setting);
        var rows = golden.GetProperty("batch").EnumerateArray().ToArray();
        var options = Options(golden.GetProperty("options"), 0);
        int[][] prompts = [.. rows.Select(r => Ints(r.GetProperty("prompt")))];
        int[][] answers = [.. rows.Select(r => Ints(r.GetProperty("new_tokens")))];
        using var model = ModelFolder.LoadCausal(Path.GetDirectoryName(Goldens.File_("sampling", "model/config.json"))!);

        if (options.Greedy) Models.Generation.Generator.Generate(model, prompts, new ulong[prompts.Length], options).ShouldBe(answers);
        else
            for (var row = 0; row < rows.Length; row++) Follow(model, prompts, answers, row, options, rows[row]);
    }

    /// <summary>The sampler draws in its own way, so the recorded tokens are fed and their probabilities compared.</summary>
    private static void Follow(CausalModel model, int[][] prompts, int[][] answers, int row, SamplingOptions options, JsonElement golden)
    {
        var expected = golden.GetProperty("probabilities_of_chosen").EnumerateArray().Select(p => p.GetDouble()).ToArray();
        var support = Ints(golden.GetProperty("support_size"));
        var sampler = new TokenSampler(options);
        var withPadding = 0;
        for (var step = 0; step < answers[row].Length; step++)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            int[] so = [.. prompts[row], .. answers[row].Take(step)];
            // The other prompts are there as padding's cause: the longest decides how far this row begins from the left.
            var (ids, mask) = PaddedRows.Left([so, .. prompts.Where((_, i) => i != row)]);
            var logits = model.Logits(model.Hidden(ids, mask, CausalModel.PositionsFromMask(mask)))[0, -1].data<float>().ToArray();
            var raw = logits.ToArray();
            sampler.Process(logits, so, step);
            // transformers' repetition penalty reads the padding (end-of-text) as part of a short prompt; the generator does not, since an answer must not
            // depend on its neighbours' lengths. Only where end-of-text can still be drawn do the two differ: there the reference is given its padding.
            if (golden.GetProperty("left_padding").GetInt32() > 0 && options.RepetitionPenalty != 1 && float.IsFinite(logits[options.EosIds[0]]))
            {
                sampler.Process(logits = raw, [.. so, options.EosIds[0]], step);
                (++withPadding).ShouldBeLessThanOrEqualTo(2, "the product's own path is what is tested");
            }
            var probabilities = Softmax(logits);
            probabilities[answers[row][step]].ShouldBe(expected[step], 1e-4);
            logits.Count(float.IsFinite).ShouldBe(support[step]);
        }
    }

    private static SamplingOptions Options(JsonElement golden, int promptLength)
    {
        double Number(string key, double otherwise) => golden.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        var known = new[]
        {
            "temperature", "top_k", "top_p", "min_length", "max_length", "min_new_tokens", "max_new_tokens", "repetition_penalty", "forced_eos_token_id",
            "do_sample",
        };
        golden.EnumerateObject().Select(o => o.Name).ShouldBeSubsetOf(known);
        return new SamplingOptions
        {
            Temperature = Number("temperature", 1),
            TopK = (int)Number("top_k", 0),
            TopP = Number("top_p", 1),
            RepetitionPenalty = Number("repetition_penalty", 1),
            // min_length counts the prompt too.
            MinNewTokens = Math.Max((int)Number("min_new_tokens", 0), (int)Number("min_length", 0) - promptLength),
            MaxNewTokens = (int)Number("max_new_tokens", Number("max_length", 1000)),
            ForcedEosId = golden.TryGetProperty("forced_eos_token_id", out var forced) ? forced.GetInt32() : null,
            Greedy = golden.TryGetProperty("do_sample", out var sample) && !sample.GetBoolean(),
            EosIds = [Golden.GetProperty("eos_token_id").GetInt32()],
        };
    }

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetInt32())];

    private static float[] Floats(JsonElement list) =>
        [.. list.EnumerateArray().Select(x => x.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : x.GetSingle())];

    private static double[] Softmax(float[] logits)
    {
        var max = logits.Max();
        double[] weights = [.. logits.Select(l => Math.Exp(l - max))];
        return [.. weights.Select(w => w / weights.Sum())];
    }
}
