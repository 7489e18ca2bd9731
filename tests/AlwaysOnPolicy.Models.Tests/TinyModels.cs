using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests;

/// <summary>Random models and a tokenizer small enough to make in every test.</summary>
internal static class TinyModels
{
    public const int Vocabulary = 24;

    public static Gpt2 Gpt2(bool tied = true) => Initialized(new Gpt2(new Gpt2Config
    {
        VocabularySize = Vocabulary,
        HiddenSize = 8,
        LayerCount = 2,
        HeadCount = 2,
        MaxPositions = 32,
        TieEmbeddings = tied,
    }));

    public static CausalModel Llama(bool tied = true) => FromConfig($$"""
        {
            "model_type": "llama", "vocab_size": {{Vocabulary}}, "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
            "num_key_value_heads": 1, "head_dim": 4, "max_position_embeddings": 32, "tie_word_embeddings": {{(tied ? "true" : "false")}}
        }
        """);

    /// <summary>A random model of any architecture.</summary>
    public static CausalModel FromConfig(string json) =>
        Initialized(CausalArchitectures.Read(Config(json)).Create());

    /// <summary>Reads options as a model folder's config.json gives them.</summary>
    public static ConfigFile Config(string json) => new(JsonNode.Parse(json)!.AsObject(), "config.json");

    /// <summary>Draws every parameter anew, so that no bias is 0 and no norm 1.</summary>
    public static T Randomized<T>(T model, double deviation = 0.5) where T : nn.Module
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            var random = SeededRandom.For(3, "weights", name);
            using var values = tensor(Enumerable.Range(0, (int)parameter.numel()).Select(_ => (float)(deviation * random.NextGaussian())).ToArray(),
                parameter.shape);
            parameter.copy_(values);
        }
        return model;
    }

    /// <summary>A tokenizer of one token a word: &lt;pad&gt;, &lt;end&gt;, &lt;unk&gt;, the words given, then each other id's own word, such as w12.</summary>
    public static void WriteTokenizer(string folder, int tokens = Vocabulary, params string[] words)
    {
        string[] special = ["<pad>", "<end>", "<unk>"];
        var named = special.Concat(words).ToArray();
        var vocabulary = named.Concat(Enumerable.Range(named.Length, tokens - named.Length).Select(i => $"w{i}"));
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. special.Select((s, i) => (JsonNode)new JsonObject
            {
                ["id"] = i,
                ["content"] = s,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = true,
            })]),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["model"] = new JsonObject
            {
                ["type"] = "WordLevel",
                ["vocab"] = new JsonObject(vocabulary.Select((w, i) => KeyValuePair.Create(w, (JsonNode?)i))),
                ["unk_token"] = "<unk>",
            },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"),
            """{"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<end>", "pad_token": "<pad>", "unk_token": "<unk>"}""");
    }

    /// <summary>Changes a JSON file of a model folder.</summary>
    public static void Edit(string folder, string file, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static T Initialized<T>(T model) where T : CausalModel
    {
        model.Initialize(seed: 7);
        return model;
    }
}
