using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Architectures;

/// <summary>One folder of the reference models: what went in, what came out. Tensors belong to the dispose scope in which they are asked for.</summary>
internal sealed class ModelCase
{
    private readonly Lazy<IReadOnlyDictionary<string, Tensor>> _expected;

    private ModelCase(string folder, JsonElement json)
    {
        (Folder, Json) = (folder, json);
        _expected = new(() => SafeTensors.Read(Path.Combine(folder, "expected.safetensors")));
    }

    public string Folder { get; }
    public JsonElement Json { get; }
    public string ModelClass => Json.GetProperty("model_class").GetString()!;
    public IEnumerable<string> TensorNames => Json.GetProperty("tensors").EnumerateObject().Select(t => t.Name);
    public IEnumerable<string> Inputs => Json.GetProperty("inputs").EnumerateObject().Select(i => i.Name);

    public static ModelCase Open(string folder) => new(folder, Goldens.Json(Path.Combine(folder, "expected.json")));

    /// <summary>The model that computes what the reference computed of a batch. With dynamic positions the reference turns every row by the length of the
    /// longest: for a batch that is a model with this row's theta as its own.</summary>
    public CausalModel LoadForBatches(ComputeType type = ComputeType.Float32)
    {
        var config = JsonFile.Read(Path.Combine(Folder, "config.json"));
        if (config["rope_parameters"] is not JsonObject rope || rope["rope_type"]?.ToString() != "dynamic") return ModelFolder.LoadCausal(Folder, type);
        var (longest, size, limit) = (Mask("right").sum(1).max().item<long>(), config["head_dim"]!.GetValue<int>(),
            config["max_position_embeddings"]!.GetValue<int>());
        var factor = rope["factor"]!.GetValue<double>();
        rope["rope_theta"] = rope["rope_theta"]!.GetValue<double>() * Math.Pow((factor * longest / limit) - (factor - 1), size / (size - 2.0));
        rope["rope_type"] = "default";
        using var copy = new TemporaryFolder();
        File.WriteAllText(copy.File("config.json"), config.ToJsonString());
        File.Copy(Path.Combine(Folder, "model.safetensors"), copy.File("model.safetensors"));
        return ModelFolder.LoadCausal(copy.Path, type);
    }

    public bool Has(string tensor) => Json.GetProperty("tensors").TryGetProperty(tensor, out _);

    public Tensor Expected(string name) => _expected.Value[name];

    public Tensor Ids(string input) => Integers(Json.GetProperty("inputs").GetProperty(input).GetProperty("input_ids"));

    public Tensor Mask(string input) => Integers(Json.GetProperty("inputs").GetProperty(input).GetProperty("attention_mask"));

    public Tensor Integers(string input, string name) => Integers(Json.GetProperty("inputs").GetProperty(input).GetProperty(name));

    public Tensor? IntegersOrNull(string input, string name) => Json.GetProperty("inputs").GetProperty(input).TryGetProperty(name, out _)
        ? Integers(input, name) : null;

    public static Tensor Integers(JsonElement rows) =>
        stack([.. rows.EnumerateArray().Select(r => tensor(r.EnumerateArray().Select(v => v.GetInt64()).ToArray()))]);

    public static int[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray())];

    /// <summary>Compares the stored gradient of every parameter with its own; no parameter may be left over on either side.</summary>
    public void CheckGradients(IEnumerable<(string Name, Tensor Value)> parameters)
    {
        var stored = SafeTensors.Read(Path.Combine(Folder, "grads.safetensors")).ToDictionary();
        var largest = Json.GetProperty("grads").GetProperty("max_abs");
        foreach (var (name, parameter) in parameters)
        {
            stored.Remove(name, out var expected).ShouldBeTrue($"no gradient is stored for {name}");
            var gradient = parameter.grad ?? zeros_like(parameter);
            gradient.ShouldBeClose(expected!, 1e-4 * Math.Max(1, largest.GetProperty(name).GetDouble()), name);
        }
        stored.Keys.ShouldBeEmpty();
    }
}

internal static class TensorAssertions
{
    /// <summary>Every element, where <paramref name="mask"/> is given only those at which it is 1.</summary>
    public static void ShouldBeClose(this Tensor actual, Tensor expected, double tolerance, string name, Tensor? mask = null)
    {
        actual.shape.ShouldBe(expected.shape, name);
        using var scope = NewDisposeScope();
        var distance = (actual - expected).abs();
        if (mask is not null) distance = distance[mask.to(ScalarType.Bool)];
        distance.max().ToDouble().ShouldBeLessThanOrEqualTo(tolerance, name);   // not so for NaN either
    }

    /// <summary>The same shape, element type and numbers.</summary>
    public static void ShouldBeIdentical(this Tensor actual, Tensor expected, string name = "")
    {
        actual.shape.ShouldBe(expected.shape, name);
        actual.dtype.ShouldBe(expected.dtype, name);
        using var same = (actual == expected).all();
        same.item<bool>().ShouldBeTrue(name);
    }
}
