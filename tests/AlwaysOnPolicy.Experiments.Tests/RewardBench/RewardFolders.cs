using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Experiments.Tests.RewardBench;

/// <summary>Folders of tiny reward models as they are published: a golden case's config and weights, with a tokenizer and as many embeddings as it has
/// tokens.</summary>
internal static class RewardFolders
{
    private const string Template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}";

    /// <summary>A decoder with a scalar head and a chat template: "llama-reward", "mistral-reward", "gemma-reward", "gpt2-reward".</summary>
    public static string Decoder(string golden, string folder)
    {
        CopyTokenizer("trained-byte-bpe", folder);
        var file = Path.Combine(folder, "tokenizer_config.json");
        var settings = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        settings["chat_template"] = Template;
        File.WriteAllText(file, settings.ToJsonString());
        return Write(golden, folder, 512);
    }

    public static string Deberta(string folder) => Encoder(folder, "deberta-v3-reward");

    /// <summary>An encoder, a sentence encoder unless another is named.</summary>
    public static string Encoder(string folder, string golden = "bert-mean-pooling")
    {
        CopyTokenizer("trained-wordpiece", folder);
        return Write(golden, folder, 420);
    }

    /// <summary>A reward model as it comes from pre-training: no pooler, no classifier, a head for masked words.</summary>
    public static string BareDeberta(string folder)
    {
        Deberta(folder);
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "model.safetensors");
        var trunk = SafeTensors.Read(file).Where(t => t.Key.StartsWith("deberta.", StringComparison.Ordinal)).Select(t => (t.Key, t.Value));
        SafeTensors.Write(file, trunk.Append(("lm_predictions.lm_head.bias", zeros(420))));
        return folder;
    }

    /// <summary>T5 with a token a word, "A" and "B" among them.</summary>
    public static string SteamShp(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] words = ["<pad>", "</s>", "<unk>", "A", "B", "POST:", "RESPONSE", "A:", "B:", ".", "Which", "response", "is", "better?",
            .. Enumerable.Range(0, 50).Select(i => $"w{i}")];
        var special = words[..3].Select((w, i) => (JsonNode)new JsonObject
        {
            ["id"] = i,
            ["content"] = w,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        });
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. special]),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["model"] = new JsonObject
            {
                ["type"] = "WordLevel",
                ["unk_token"] = "<unk>",
                ["vocab"] = new JsonObject(words.Select((w, i) => KeyValuePair.Create(w, (JsonNode?)i))),
            },
        }.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"),
            """{"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}""");
        return Write("t5-v1_1", folder, words.Length);
    }

    /// <summary>T5 with t5-small's own tokenizer.</summary>
    /// <param name="tokenizerFolder">Holds it under t5-small's name.</param>
    public static string SteamShp(string folder, string tokenizerFolder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "tokenizer.json", "tokenizer_config.json" })
            File.Copy(Path.Combine(tokenizerFolder, "t5-small-" + name), Path.Combine(folder, name));
        return Write("t5-v1_1", folder, Tokenizer.Load(folder).VocabularySize);
    }

    private static void CopyTokenizer(string golden, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json" })
            File.Copy(Goldens.Material($"tokenizers/{golden}/{name}"), Path.Combine(folder, name));
    }

    private static string Write(string golden, string folder, int vocabulary)
    {
        using var scope = NewDisposeScope();
        var source = Goldens.Material($"models/{golden}");
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!.AsObject();
        var old = (int)config["vocab_size"]!;
        config["vocab_size"] = vocabulary;
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        var tensors = SafeTensors.Read(Path.Combine(source, "model.safetensors"));
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), tensors.Select(
            t => (t.Key, t.Value.shape is [var rows, var width] && rows == old ? Random(t.Key, vocabulary, width) : t.Value)));
        return folder;
    }

    private static Tensor Random(string name, int rows, long width)
    {
        var random = SeededRandom.For(5, "embeddings", name);
        return tensor(Enumerable.Range(0, (int)(rows * width)).Select(_ => (float)random.NextGaussian()).ToArray(), [rows, width]);
    }
}
