using System.Text.Json;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>Replays recorded runs of TRL's PPOTrainer: same rollouts, same orders, no sampler.</summary>
public sealed class PpoGoldenTests
{
    private static readonly string[] PerToken = ["objective/logprobs", "objective/ref_logprobs", "ppo/policy/ratio", "ppo/policy/advantages"];

    private const int TightSteps = 5;   // a long run is chaotic: rounding grows tenfold every few steps

    // How far KL may be off, relative, up to a step: the reference's own rounding, replayed by another program, had grown to so much there.
    private static readonly (int Step, double Band)[] Bands = [(10, 1e-3), (15, 1e-2), (20, 0.1), (30, 0.3)];

    [Theory, GoldenCases("ppo", "case.json")]
    public void A_replayed_run_gives_the_references_numbers_and_weights(string folder)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var golden = Goldens.Json(Path.Combine(folder, "case.json"));
        var options = PpoGoldenCase.Options(golden);
        string Model(string key) => Path.GetFullPath(Path.Combine(folder, golden.GetProperty(key).GetString()!));

        using var policy = ModelFolder.LoadCausal(Model("policy"));
        using var reference = ModelFolder.LoadCausal(Model("reference"));
        using var head = ValueHeadFile.LoadOrNew(Model("policy"), policy.HiddenSize);
        using var trainer = new PpoTrainer(policy, head, reference, options, golden.GetProperty("pad_token_id").GetInt32());

        var steps = golden.GetProperty("steps").GetInt32();
        for (var number = 1; number <= steps; number++)
        {
            var step = Goldens.Json(Path.Combine(folder, $"step_{number:00}.json"));
            var tight = number <= TightSteps;
            var tensors = SafeTensors.Read(Path.Combine(folder, $"step_{number:00}.safetensors"));
            trainer.OnTensors = tight ? ours => CompareTokens(ours, tensors, options, number == 1 ? 1e-5 : 2e-4, $"step {number}") : null;
            trainer.OnGradients = number == 1 ? FirstGradients(folder, policy, head) : null;

            var permutations = step.GetProperty("permutations").EnumerateArray().Select(Ints).ToArray();
            var done = trainer.Step([.. Rollouts(step)], epoch => permutations[epoch]);
            var weights = Path.Combine(folder, $"weights_step_{number:00}.safetensors");
            if (tight)
            {
                CompareStep(done, step, number, tensors["mask"]);
                if (File.Exists(weights)) CompareWeights(weights, policy, head, number);
                continue;
            }
            CompareCurve(done, step, number);
            if (File.Exists(weights) && number < steps) CompareStepFrom(weights, folder, golden, options, number + 1);
        }
        if (steps <= TightSteps) CompareMoments(folder, trainer);
    }

    private static void CompareCurve(PpoStep done, JsonElement golden, int number)
    {
        var (ours, theirs) = (done.Stats["objective/kl"], golden.GetProperty("stats").GetProperty("objective/kl").GetDouble());
        Near(ours, theirs, Bands.First(b => number <= b.Step).Band, 0, $"KL of step {number}");
        foreach (var key in new[] { "ppo/mean_scores", "ppo/std_scores" })
            Near(done.Stats[key], golden.GetProperty("stats").GetProperty(key).GetDouble(), 1e-5, 1e-6, $"{key} of step {number}");
        done.Updates.ShouldAllBe(u => !u.Skipped);
    }

    /// <summary>The reference's weights taken over: what a step sees is tight again, and so is its first update; the later ones need Adam's moments, which are
    /// not recorded.</summary>
    private static void CompareStepFrom(string weights, string folder, JsonElement golden, PpoOptions options, int number)
    {
        using var scope = NewDisposeScope();
        string Model(string key) => Path.GetFullPath(Path.Combine(folder, golden.GetProperty(key).GetString()!));
        var step = Goldens.Json(Path.Combine(folder, $"step_{number:00}.json"));
        var tensors = SafeTensors.Read(Path.Combine(folder, $"step_{number:00}.safetensors"));
        using var policy = ModelFolder.LoadCausal(Model("policy"));
        using var reference = ModelFolder.LoadCausal(Model("reference"));
        using var head = ValueHeadFile.LoadOrNew(Model("policy"), policy.HiddenSize);
        using (no_grad())
            foreach (var (name, saved) in SafeTensors.Read(weights)) Parameters(policy, head)[name].copy_(saved);
        using var trainer = new PpoTrainer(policy, head, reference, options with { InitKlCoef = step.GetProperty("kl_coef_before").GetDouble() },
            golden.GetProperty("pad_token_id").GetInt32());
        trainer.OnTensors = ours => CompareTokens(ours, tensors, options, 2e-5, $"step {number} from saved weights");

        var permutations = step.GetProperty("permutations").EnumerateArray().Select(Ints).ToArray();
        var done = trainer.Step([.. Rollouts(step)], epoch => permutations[epoch]);
        var first = step.GetProperty("updates")[0];
        CompareUpdate(done.Updates[0], first, tensors["mask"], 2e-4, $"step {number} from saved weights");
        foreach (var key in new[] { "objective/kl", "objective/kl_coef", "objective/entropy", "ppo/mean_non_score_reward", "ppo/returns/mean",
            "ppo/returns/var", "ppo/val/mean" })
            Near(done.Stats[key], step.GetProperty("stats").GetProperty(key).GetDouble(), 2e-4, 2e-5, $"{key} of step {number} from saved weights");
    }

    private static void CompareMoments(string folder, PpoTrainer trainer)
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryFolder();
        trainer.SaveState(place.Path);
        var ours = SafeTensors.Read(Path.Combine(place.Path, "adam.safetensors"));
        foreach (var (name, theirs) in SafeTensors.Read(Path.Combine(folder, "adam_final.safetensors")))
        {
            if (name.Contains("attn.c_attn.bias", StringComparison.Ordinal)) continue;   // the key part is rounding noise
            Difference(ours[name], theirs).ShouldBeLessThan(1e-3 * Math.Max(Largest(theirs), 1e-4), name);
        }
    }

    private static IEnumerable<Rollout> Rollouts(JsonElement step)
    {
        JsonElement[] All(string key) => [.. step.GetProperty(key).EnumerateArray()];
        return All("queries").Select((query, i) => new Rollout(Ints(query), Ints(All("responses")[i]), All("scores")[i].GetDouble()));
    }

    private static void CompareTokens(PpoTensors tokens, Dictionary<string, Tensor> golden, PpoOptions options, double tolerance, string where)
    {
        using var scope = NewDisposeScope();
        var mask = golden["mask"].to(ScalarType.Float32);
        Difference(tokens.Mask, mask).ShouldBe(0, "mask");
        var pairs = new Dictionary<string, Tensor>
        {
            ["old_logprobs"] = tokens.Logprobs,
            ["ref_logprobs"] = tokens.RefLogprobs,
            ["values"] = tokens.Values,
            ["kl"] = tokens.Kl,
            ["advantages_raw"] = tokens.Targets.RawAdvantages,
            ["advantages"] = tokens.Targets.Advantages,
            ["returns"] = tokens.Targets.Returns,
        };
        if (!options.WhitenRewards) pairs["rewards"] = tokens.Targets.Rewards;
        else Difference(tokens.Targets.Rewards, golden["rewards_whitened"])
            .ShouldBeLessThan(tolerance * Largest(golden["rewards_whitened"]), "rewards_whitened");
        foreach (var (name, ours) in pairs)
        {
            var theirs = golden[name] * mask;
            // KL is a difference of nearly equal numbers: its rounding is that of the log-probabilities.
            var unit = name == "kl" ? Largest(golden["old_logprobs"] * mask) : Math.Max(Largest(theirs), 1e-3);
            Difference(ours * mask, theirs).ShouldBeLessThan(tolerance * unit, $"{name} of {where}");
        }
    }

    private static Action FirstGradients(string folder, CausalModel policy, ValueHead head)
    {
        var file = Path.Combine(folder, "grads_first_update.safetensors");
        var seen = false;
        return () =>
        {
            if (seen || !File.Exists(file)) return;
            seen = true;
            using var scope = NewDisposeScope();
            foreach (var (name, theirs) in SafeTensors.Read(file))
            {
                var ours = Parameters(policy, head)[name].grad!;
                Difference(ours, theirs).ShouldBeLessThan(1e-5 * Math.Max(1, Largest(theirs)), name);
            }
        };
    }

    private static void CompareStep(PpoStep done, JsonElement golden, int number, Tensor mask)
    {
        done.KlCoefBefore.ShouldBe(golden.GetProperty("kl_coef_before").GetDouble(), 1e-5);
        done.KlCoefAfter.ShouldBe(golden.GetProperty("kl_coef_after").GetDouble(), 1e-5);
        done.EpochsRun.ShouldBe(golden.GetProperty("epochs_run").GetInt32());
        (done.Stats["objective/kl"] < -1).ShouldBe(golden.GetProperty("negative_kl_warning").GetBoolean());
        Near(done.ScoresUsed, golden.GetProperty("scores_used").EnumerateArray().Select(s => s.GetDouble()), 1e-5, "scores_used");

        var updates = golden.GetProperty("updates").EnumerateArray().ToArray();
        done.Updates.Count.ShouldBe(updates.Length);
        foreach (var (ours, theirs) in done.Updates.Zip(updates)) CompareUpdate(ours, theirs, mask, number == 1 ? 2e-4 : 1e-3, $"step {number}");
        foreach (var entry in golden.GetProperty("stats").EnumerateObject().Concat(golden.GetProperty("log_stats_adds").EnumerateObject()))
            if (entry.Value.ValueKind == JsonValueKind.Number)
            {
                done.Stats.ShouldContainKey(entry.Name);
                Near(done.Stats[entry.Name], entry.Value.GetDouble(), number == 1 ? 2e-4 : 1e-3, IsClipFraction(entry.Name) ? 1e-6 : 2e-4,
                    $"{entry.Name} of step {number}");
            }
            else
            {
                done.Distributions.ShouldContainKey(entry.Name);
                var theirs = PerToken.Contains(entry.Name) ? UnderMask(entry, updates, mask) : entry.Value.EnumerateArray().Select(x => x.GetDouble());
                Near(done.Distributions[entry.Name], theirs, 1e-3, $"{entry.Name} of step {number}");
            }
    }

    private static void CompareUpdate(PpoUpdate ours, JsonElement theirs, Tensor mask, double relative, string where)
    {
        ours.Skipped.ShouldBe(theirs.GetProperty("skipped").GetBoolean());
        (ours.GradientNorm is not null).ShouldBe(theirs.GetProperty("optimizer_stepped").GetBoolean());
        if (ours.GradientNorm is { } norm) Near(norm, GradientNormOf(theirs), relative, 1e-4, $"gradient norm of {where}");
        foreach (var (key, value) in ours.Stats)
            if (theirs.TryGetProperty(key, out var expected) && expected.ValueKind == JsonValueKind.Number)
                Near(value, expected.GetDouble(), relative, IsClipFraction(key) ? 1e-6 : 2e-4, $"{key} of {where}");
    }

    // A fraction of a few tokens: all of them are counted alike, or the number is another.
    private static bool IsClipFraction(string key) => key.EndsWith("clipfrac", StringComparison.Ordinal);

    /// <summary>Before clipping: what clipping saw, or, where nothing was clipped (the reference's later calls see an empty list and say 0), what the optimizer
    /// saw.</summary>
    private static double GradientNormOf(JsonElement update)
    {
        var seen = update.GetProperty("grad_norm_seen_by_clip");
        return seen.ValueKind == JsonValueKind.Number && seen.GetDouble() > 0 ? seen.GetDouble() : update.GetProperty("grad_l2").GetDouble();
    }

    /// <summary>TRL records these with the padding in: rows of the batch, or of the mini-batches in the order in which they ran.</summary>
    private static List<double> UnderMask(JsonProperty entry, JsonElement[] updates, Tensor mask)
    {
        var (width, flags) = ((int)mask.shape[1], mask.data<int>().ToArray());
        var rows = entry.Name.StartsWith("ppo/", StringComparison.Ordinal)
            ? updates.SelectMany(u => Ints(u.GetProperty("indices")))
            : Enumerable.Range(0, (int)mask.shape[0]);
        double[] values = [.. Flat(entry.Value)];
        var kept = rows.SelectMany((row, place) => Enumerable.Range(0, width).Where(t => flags[(row * width) + t] == 1)
            .Select(t => values[(place * width) + t]));
        return [.. kept];
    }

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];

    private static void CompareWeights(string file, CausalModel policy, ValueHead head, int number)
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters(policy, head);
        foreach (var (name, theirs) in SafeTensors.Read(file))
        {
            var ours = (Tensor)parameters[name];
            var expected = theirs;
            if (name.EndsWith("attn.c_attn.bias", StringComparison.Ordinal))
            {
                // The key part's true gradient is 0: Adam turns its rounding into steps that change nothing.
                var third = theirs.shape[0] / 3;
                (ours, expected) = (cat([ours[..(int)third], ours[(int)(2 * third)..]]), cat([theirs[..(int)third], theirs[(int)(2 * third)..]]));
            }
            Difference(ours, expected).ShouldBeLessThan((number == 1 ? 1e-4 : 1e-3) * Math.Max(Largest(expected), 1e-2), $"{name} after step {number}");
        }
    }

    private static Dictionary<string, TorchSharp.Modules.Parameter> Parameters(CausalModel policy, ValueHead head) =>
        policy.named_parameters().Concat(head.named_parameters().Select(p => (name: $"v_head.{p.name}", p.parameter)))
            .ToDictionary(p => p.name, p => p.parameter);

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetInt32())];

    private static double Largest(Tensor x) => x.abs().max().to(ScalarType.Float64).item<double>();

    private static double Difference(Tensor a, Tensor b) => a.numel() == 0 ? 0 : (a.detach() - b).abs().max().to(ScalarType.Float64).item<double>();

    private static void Near(double ours, double theirs, double relative, double absolute, string what) =>
        Math.Abs(ours - theirs).ShouldBeLessThanOrEqualTo(Math.Max(absolute, relative * Math.Abs(theirs)), $"{what}: {ours} for {theirs}");

    private static void Near(IEnumerable<double> ours, IEnumerable<double> theirs, double tolerance, string what)
    {
        ours.Count().ShouldBe(theirs.Count(), what);
        foreach (var (o, t) in ours.Zip(theirs)) Near(o, t, tolerance, tolerance, what);
    }
}
