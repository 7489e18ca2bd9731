using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Chat.Tests.Rollouts;

/// <summary>A policy's folder of 20 words w0 … w19, of which w0 ends an answer, without weights: its servers are scripted.</summary>
internal sealed class RolloutWorld : IDisposable
{
    public const int Vocabulary = 20;
    public static readonly SamplingOptions Sampling = new() { Temperature = 0.9, MaxNewTokens = 6 };
    private readonly TemporaryFolder _place = new();

    public RolloutWorld()
    {
        var vocabulary = new JsonObject(Enumerable.Range(0, Vocabulary).Select(i => KeyValuePair.Create($"w{i}", (JsonNode?)i)));
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(new JsonObject
            {
                ["id"] = 0,
                ["content"] = "w0",
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = true
            }),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "w1" },
        };
        File.WriteAllText(Path.Combine(_place.Path, "tokenizer.json"), tokenizer.ToJsonString());
        File.WriteAllText(Path.Combine(_place.Path, "tokenizer_config.json"),
            """{"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "w0", "pad_token": "w0"}""");
        Version = PolicyVersion.Of(_place.Path);
    }

    public string Folder => _place.Path;

    public string Version { get; }

    /// <summary>An engine for servers, which waits for nothing between attempts.</summary>
    public ServerRollouts Engine(RolloutSettings settings, Action<string>? tell = null, string dtype = "float32")
    {
        var generation = new GenerationDefaults { EosIds = [0], PadId = 0 };
        var format = new PromptFormat(Tokenizer.Load(Folder), new PromptFormatOptions { Template = "{question}" }, generation);
        return new ServerRollouts(settings with { FirstPauseSeconds = 0 }, format, generation, new PolicySource(_ => Folder, Vocabulary, dtype), tell);
    }

    public static AnswerRequest[] Requests(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new AnswerRequest($"w{1 + (i % 19)} w{2 + (i % 7)}", (ulong)i))];

    public void Dispose() => _place.Dispose();
}
