using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tokenizers.Encodings;
using AdamW = AlwaysOnPolicy.Learning.Optimization.AdamW;
using Parameter = TorchSharp.Modules.Parameter;
using Generator = AlwaysOnPolicy.Models.Generation.Generator;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Tinker;

/// <summary>A model of the scripted server: this project's own, with a LoRA, and of a critic with a value head; its losses are written out here anew.</summary>
internal sealed class ScriptedModel : IDisposable
{
    private readonly CausalModel _model;
    private readonly ValueHead? _head;
    private readonly int _rank;
    private AdamW _optimizer;
    private int _sequences;

    public ScriptedModel(string id, CausalModel model, bool isCritic, ValueHead? head, LoraOptions lora, ulong seed)
    {
        (Id, _model, _rank) = (id, model.Copy(), lora.Rank);
        LoraAdapter.Attach(_model, lora, seed);
        if (isCritic)
        {
            _head = new ValueHead(_model.HiddenSize);
            if (head is not null) using (no_grad()) foreach (var (own, other) in _head.parameters().Zip(head.parameters())) own.copy_(other);
        }
        _optimizer = New(1);
    }

    public string Id { get; }

    public bool IsCritic => _head is not null;

    /// <summary>Since it was made.</summary>
    public int Requests { get; set; }

    public int StepsDone { get; private set; }

    private IEnumerable<(string Name, Parameter Value)> Trained =>
        _model.TrainedParameters.Concat(_head?.named_parameters().Select(p => ($"v_head.{p.name}", p.parameter)) ?? []);

    public float[] Flat => [.. Trained.OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => p.Value.data<float>().ToArray())];

    public object Forward(JsonElement input, TinkerFaults faults)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (batch, data) = Read(input);
        var pass = batch.Run(_model, _head, 1);
        return Outputs(data, batch, faults, (IsCritic ? "values" : "logprobs", IsCritic ? pass.Values! : pass.Logprobs));
    }

    public object ForwardBackward(JsonElement input, TinkerFaults faults)
    {
        if (input.GetProperty("loss_fn").GetString() != "ppo") throw new ArgumentException("this script has the loss 'ppo' alone");
        using var scope = NewDisposeScope();
        var (batch, data) = Read(input);
        var config = input.GetProperty("loss_fn_config");
        var pass = batch.Run(_model, _head, 1);
        Tensor Field(string name) => batch.Spread(tensor(data.SelectMany((d, i) => d.Response(name, batch.Rollouts[i].Response.Length)).ToArray()));
        Tensor loss;
        (string, Tensor)[] told;
        if (IsCritic)
        {
            var clip = config.GetProperty("value_clip").GetDouble();
            var (old, returns) = (Field("values"), Field("returns"));
            var near = old + (pass.Values! - old).clamp(-clip, clip);
            var worse = maximum((pass.Values! - returns).square(), (near - returns).square());
            loss = 0.5 * ((worse * batch.Mask).sum(1) / batch.Mask.sum(1)).mean();
            told = [("values", pass.Values!)];
        }
        else
        {
            var advantages = Field("advantages");
            var ratio = (pass.Logprobs - Field("logprobs")).exp();
            var clipped = faults.IgnoresClipping ? ratio
                : ratio.clamp(config.GetProperty("clip_low_threshold").GetDouble(), config.GetProperty("clip_high_threshold").GetDouble());
            var losses = -minimum(ratio * advantages, clipped * advantages) * batch.Mask;
            loss = faults.MeanOfSequences ? (losses.sum(1) / batch.Mask.sum(1)).sum() : losses.sum();   // divided when it steps
            told = [("logprobs", pass.Logprobs), ("elementwise_loss", losses)];
        }
        _sequences += faults.MeanOfSequences && !IsCritic ? data.Length : 0;
        loss.backward();
        pass.Backward();
        return Outputs(data, batch, faults, told);
    }

    public double Step(JsonElement adam)
    {
        if (_sequences > 0)
            using (no_grad())
                foreach (var (_, value) in Trained)
                    if (value.grad is { } grad) grad.div_(_sequences);
        var norm = GradientNorm.Clip(_optimizer.Parameters,
            adam.GetProperty("grad_clip_norm").GetDouble() is > 0 and var most ? most : double.PositiveInfinity);
        _optimizer.Step(adam.GetProperty("learning_rate").GetDouble());       // its own rate is 1
        _optimizer.ZeroGrad();
        (_sequences, StepsDone) = (0, StepsDone + 1);
        return norm;
    }

    public ScriptedWeights Save(string file, bool forSampler)
    {
        _optimizer.Save(file);
        return new(_rank, forSampler, Trained.ToDictionary(p => p.Name, p => p.Value.data<float>().ToArray()), file);
    }

    public void Load(ScriptedWeights weights, bool withMoments)
    {
        using (no_grad())
            foreach (var (name, value) in Trained) value.copy_(tensor(weights.Values[name], value.shape));
        if (!withMoments) return;
        _optimizer.Dispose();
        _optimizer = New(1);
        _optimizer.Load(weights.Moments);
    }

    public object Sample(JsonElement body, bool leavesOutEnd)
    {
        var sampling = body.GetProperty("sampling_params");
        int[] prompt = [.. body.GetProperty("prompt").GetProperty("chunks")[0].GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())];
        int[] ends = [.. sampling.GetProperty("stop").EnumerateArray().Select(t => t.GetInt32())];
        var temperature = sampling.GetProperty("temperature").GetDouble();
        var ids = Generator.Generate(_model, [prompt], [(ulong)sampling.GetProperty("seed").GetInt64()], new SamplingOptions
        {
            MaxNewTokens = sampling.GetProperty("max_tokens").GetInt32(),
            Greedy = temperature == 0,
            Temperature = temperature == 0 ? 1 : temperature,
            TopP = sampling.GetProperty("top_p").GetDouble(),
            TopK = Math.Max(0, sampling.GetProperty("top_k").GetInt32()),
            EosIds = ends,
        })[0];
        var ended = ids.Length > 0 && ends.Contains(ids[^1]);
        return new { tokens = ended && leavesOutEnd ? ids[..^1] : ids, stop_reason = ended ? "stop" : "length" };
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _head?.Dispose();
        _model.Dispose();
    }

    private AdamW New(double rate) => new([new([.. Trained], rate)]);

    /// <summary>Sequences whose weights say which tokens are the response's.</summary>
    private static (RolloutBatch Batch, ScriptedDatum[] Data) Read(JsonElement input)
    {
        ScriptedDatum[] data = [.. input.GetProperty("data").EnumerateArray().Select(d => new ScriptedDatum(d))];
        return (RolloutBatch.Of([.. data.Select(d => d.Rollout)], 0, Side.Right, countPaddingAsPositions: false), data);
    }

    private static object Outputs(ScriptedDatum[] data, RolloutBatch batch, TinkerFaults faults, params (string Name, Tensor Values)[] told) => new
    {
        loss_fn_output_type = "scalar",
        metrics = new { },
        loss_fn_outputs = data.Select((datum, row) =>
        {
            var response = batch.Rollouts[row].Response.Length;
            var outputs = told.ToDictionary(t => t.Name, t =>
            {
                var all = t.Values.detach()[row].data<float>().ToArray()[..datum.Length];
                Array.Fill(all, -77, 0, datum.Length - response);               // what stands at the query's positions is nobody's business
                return faults.ResponseOnly ? all[^response..] : all;
            });
            return faults.Outputs(outputs).ToDictionary(o => o.Key, o => new { data = o.Value, dtype = "float32", shape = new[] { o.Value.Length } });
        }).ToArray(),
    };
}

/// <summary>A sequence as it was sent.</summary>
internal sealed class ScriptedDatum
{
    private readonly JsonElement _inputs;

    public ScriptedDatum(JsonElement datum)
    {
        _inputs = datum.GetProperty("loss_fn_inputs");
        int[] ids = [.. datum.GetProperty("model_input").GetProperty("chunks").EnumerateArray().SelectMany(c => c.GetProperty("tokens").EnumerateArray())
            .Select(t => t.GetInt32())];
        int[] targets = [.. _inputs.GetProperty("target_tokens").GetProperty("data").EnumerateArray().Select(t => t.GetInt32())];
        targets.Length.ShouldBe(ids.Length);
        targets[..^1].ShouldBe(ids[1..]);
        var weights = Numbers("weights");
        weights.Length.ShouldBe(ids.Length);
        var response = weights.Count(w => w == 1);
        weights[..^response].ShouldAllBe(w => w == 0);
        weights[^response..].ShouldAllBe(w => w == 1);
        (Length, Rollout) = (ids.Length, new Rollout([.. ids[..(ids.Length - response + 1)]], [.. targets[^response..]], 0));
    }

    public int Length { get; }

    public Rollout Rollout { get; }

    public float[] Response(string name, int tokens)
    {
        var all = Numbers(name);
        all.Length.ShouldBe(Length);
        return all[^tokens..];
    }

    private float[] Numbers(string name) => [.. _inputs.GetProperty(name).GetProperty("data").EnumerateArray().Select(x => x.GetSingle())];
}
