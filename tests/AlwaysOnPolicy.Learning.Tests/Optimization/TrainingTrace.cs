using System.Text.Json;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Optimization;

/// <summary>A golden folder with start weights, batches, and what each optimizer step of the reference gave.</summary>
internal sealed class TrainingTrace : IDisposable
{
    private readonly string _folder;
    private readonly JsonElement _optimizer;

    public TrainingTrace(string folder)
    {
        _folder = folder;
        Json = Goldens.Json(Path.Combine(folder, "expected.json"));
        _optimizer = Json.GetProperty("optimizer");
        Steps = [.. Json.GetProperty("steps").EnumerateArray()];
        Batches = [.. Json.GetProperty("batches").EnumerateArray()];
    }

    /// <summary>A file that only the folders of traces hold.</summary>
    public const string Marker = "final_weights.safetensors";

    public JsonElement Json { get; }

    public JsonElement[] Steps { get; }

    public JsonElement[] Batches { get; }

    /// <summary>"GPT2LMHeadModel", "GPT2ForSequenceClassification", …</summary>
    public string ModelClass => Json.GetProperty("model_class").GetString()!;

    private AdamW? Optimizer { get; set; }

    public Updates Updates(nn.Module model)
    {
        var rate = _optimizer.GetProperty("lr").GetDouble();
        Optimizer = AdamW.For(model, rate, _optimizer.GetProperty("weight_decay").GetDouble());
        return new("Trace", Optimizer, Schedule(), rate, Json.GetProperty("max_grad_norm").GetDouble());
    }

    /// <summary>The rows of a batch without their padding.</summary>
    public static int[][] Rows(JsonElement batch, string name = "input_ids")
    {
        var mask = Matrix(batch.GetProperty("attention_mask"));
        return [.. Matrix(batch.GetProperty(name)).Select((row, b) => row.Where((_, t) => mask[b][t] == 1).ToArray())];
    }

    public static void CheckStep(JsonElement expected, double loss, double rate, double norm)
    {
        loss.ShouldBe(expected.GetProperty("loss").GetDouble(), 1e-4);
        rate.ShouldBe(expected.GetProperty("lr").GetDouble(), 1e-9);
        var expectedNorm = expected.GetProperty("grad_norm_before_clip").GetDouble();
        norm.ShouldBe(expectedNorm, 1e-3 * expectedNorm);
    }

    /// <param name="save">Writes the trained model's folder: names as in a checkpoint.</param>
    public void CheckFinalWeights(Action<string> save)
    {
        var folder = Directory.CreateTempSubdirectory("aop-trace-").FullName;
        try
        {
            save(folder);
            CheckFinalWeights(SafeTensors.Read(Path.Combine(folder, "model.safetensors")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => Optimizer?.Dispose();

    private void CheckFinalWeights(Dictionary<string, Tensor> actual)
    {
        var final = Json.GetProperty("final_weights");
        var expected = SafeTensors.Read(Path.Combine(_folder, final.GetProperty("file").GetString()!));
        foreach (var (name, value) in expected)
        {
            var noise = final.GetProperty("max_abs_diff_to_float64_run").GetProperty(name).GetDouble();
            actual.ShouldContainKey(name);
            actual[name].shape.ShouldBe(value.shape);
            (actual[name] - value).abs().max().ToDouble().ShouldBeLessThanOrEqualTo(Math.Max(2e-4, 10 * noise), name);
        }
    }

    private LinearSchedule Schedule()
    {
        var schedule = Json.GetProperty("schedule");
        return schedule.ValueKind == JsonValueKind.String
            ? new(0, Steps.Length, FinalFraction: 1)
            : new(schedule.GetProperty("num_warmup_steps").GetInt32(), schedule.GetProperty("num_training_steps").GetInt32());
    }

    private static int[][] Matrix(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
}
