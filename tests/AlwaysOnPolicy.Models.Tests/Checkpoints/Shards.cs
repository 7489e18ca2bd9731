using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Formats;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Checkpoints;

/// <summary>Saves a model as two shards with an index, as transformers does with large ones.</summary>
internal static class Shards
{
    public const string Index = "model.safetensors.index.json", First = "model-00001-of-00002.safetensors", Second = "model-00002-of-00002.safetensors";

    public static void Save(CausalModel model, string folder)
    {
        ModelFolder.SaveCausal(model, folder, tokenizer: null);
        File.Delete(Path.Combine(folder, "model.safetensors"));
        var halves = model.named_parameters().Select((p, i) => (File: i % 2 == 0 ? First : Second, p.name, Value: (Tensor)p.parameter)).ToArray();
        foreach (var half in halves.GroupBy(p => p.File))
            SafeTensors.Write(Path.Combine(folder, half.Key), half.Select(p => (p.name, p.Value)));
        var index = new JsonObject { ["weight_map"] = new JsonObject(halves.Select(p => KeyValuePair.Create(p.name, (JsonNode?)p.File))) };
        File.WriteAllText(Path.Combine(folder, Index), index.ToJsonString());
    }
}
