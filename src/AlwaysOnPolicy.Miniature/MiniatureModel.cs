using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Miniature;

/// <summary>The miniature's untrained GPT-2 of 266 thousand parameters, with a tokenizer of one token a word.</summary>
public static class MiniatureModel
{
    /// <summary>A prompt is the question and the separator.</summary>
    public const string PromptTemplate = "{question} <sep>";

    private const string End = "<end>", Pad = "<pad>", Separator = "<sep>", Unknown = "<unk>";
    private const int Positions = 48;
    private static readonly string[] s_special = [End, Pad, Separator, Unknown];
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Every word of the grammar, sorted.</summary>
    internal static IReadOnlyList<string> Vocabulary { get; } =
    [
        .. s_special,
        .. Words.Openers.Concat(Words.Cores).Concat(Words.Answers).Concat(Words.Fillers).SelectMany(t => t.Split(' ')).Append("eli5")
            .Concat(Words.Groups.SelectMany(g => g.Problems.Concat(g.Verbs)))
            .Concat(Words.Domains.SelectMany(d => d.Topics.Concat(d.Nouns).Concat(d.FolkNouns).Append(d.Expert).Append(d.Reason)))
            .Where(w => w.Length > 0 && w is not ("T" or "P" or "V" or "N" or "E" or "R")).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes the model's HuggingFace folder with random weights.</summary>
    public static void Write(string folder, ulong seed)
    {
        Directory.CreateDirectory(folder);
        WriteTokenizer(folder);
        using var model = new Gpt2(new Gpt2Config
        {
            VocabularySize = Vocabulary.Count,
            HiddenSize = 96,
            LayerCount = 2,
            HeadCount = 4,
            MaxPositions = Positions,
        });
        model.Initialize(seed);
        var (end, pad, separator) = (0, 1, 2);
        ModelFolder.SaveCausal(model, folder, Tokenizer.Load(folder), null,
            new GenerationDefaults { EosIds = [end], PadId = pad, SuppressTokens = [pad, separator] });
    }

    private static void WriteTokenizer(string folder)
    {
        JsonObject Special(int id) => new()
        {
            ["id"] = id,
            ["content"] = s_special[id],
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. Enumerable.Range(0, s_special.Length).Select(i => (JsonNode)Special(i))]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject
            {
                ["type"] = "WordLevel",
                ["vocab"] = new JsonObject(Vocabulary.Select((w, i) => KeyValuePair.Create(w, (JsonNode?)i))),
                ["unk_token"] = Unknown,
            },
        };
        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["eos_token"] = End,
            ["pad_token"] = Pad,
            ["sep_token"] = Separator,
            ["unk_token"] = Unknown,
            ["model_max_length"] = Positions,
            ["clean_up_tokenization_spaces"] = false,
        };
        Durable.WriteText(Path.Combine(folder, "tokenizer.json"), tokenizer.ToJsonString(s_indented) + "\n");
        Durable.WriteText(Path.Combine(folder, "tokenizer_config.json"), config.ToJsonString(s_indented) + "\n");
    }
}
