using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A reward model on a decoder's trunk: prompt and answer in the policy's own form, the score at the last token.</summary>
public sealed class TrunkRewardModel : IRewardModel
{
    private const string ScaleFile = "reward_scale.json";
    private const string FormFile = "reward_form.json";
    private readonly RewardNetwork _network;
    private readonly PromptFormat _format;
    private readonly int _batchSize;
    private readonly ScoreScale _scale;
    private readonly bool _cutLong;

    private sealed record Form([property: JsonPropertyName("template")] string Template, [property: JsonPropertyName("max_prompt_tokens")] int MaxPromptTokens,
        [property: JsonPropertyName("date")] string? Date = null);

    private TrunkRewardModel(RewardNetwork network, PromptFormat format, int batchSize, ScoreScale scale, bool cutLong) =>
        (_network, _format, _batchSize, _scale, _cutLong) = (network, format, batchSize, scale, cutLong);

    /// <summary>"reward model".</summary>
    public string Name => "reward model";

    /// <summary>True of a folder with a scale or a prompt form beside the weights, which training here leaves: nothing else in it tells such a model from a
    /// published one.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ScaleFile)) || File.Exists(Path.Combine(folder, FormFile));

    /// <summary>Loads a model's folder.</summary>
    /// <param name="format">Of a folder that keeps no prompt form of its own.</param>
    /// <param name="cutLong">Lets an answer that has no room lose its end; else it is refused.</param>
    /// <exception cref="CheckpointException">The folder's files are missing or damaged.</exception>
    public static TrunkRewardModel Load(
        string folder, PromptFormatOptions format, int batchSize = 32, bool cutLong = false, ComputeType type = ComputeType.Float32)
    {
        var scale = Read<ScoreScale>(folder, ScaleFile, s => s.Deviation > 0 ? null : "the deviation is not above 0.") ?? ScoreScale.None;
        return new TrunkRewardModel(ModelFolder.LoadReward(folder, products: type), FormatOf(folder, format), batchSize, scale, cutLong);
    }

    /// <summary>The form of its prompts, which it brings itself where it can.</summary>
    internal static PromptFormat FormatOf(string folder, PromptFormatOptions format) => PromptFormat.Load(folder,
        Read<Form>(folder, FormFile, f => f is { Template: not null, MaxPromptTokens: > 0 } ? null : "it names no template.") is { } form
            ? new PromptFormatOptions { Template = form.Template, MaxPromptTokens = form.MaxPromptTokens, Date = form.Date ?? new PromptFormatOptions().Date }
            : format);

    /// <summary>Sets the zero and the unit of the scores.</summary>
    public static void WriteScale(string folder, ScoreScale scale) => Durable.Write(
        Path.Combine(folder, ScaleFile), file => JsonSerializer.Serialize(file, scale));

    /// <summary>Lets the model bring the form of its prompts: whoever loads it need not know.</summary>
    public static void WriteForm(string folder, PromptFormatOptions format) =>
        Durable.Write(Path.Combine(folder, FormFile), file => JsonSerializer.Serialize(file, new Form(format.Template, format.MaxPromptTokens, format.Date)));

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        _scale.Apply(RawScore(exchanges, cancel));

    /// <summary>The head's own values.</summary>
    public double[] RawScore(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
    {
        using var threads = TorchThreads.For(_network.Trunk.HiddenSize);
        var rows = exchanges.Select(e => _format.EncodePrompt(e.Question).Concat(_format.EncodeAnswer(e.Answer, e.Ended)).ToArray()).ToArray();
        if (_cutLong) rows = [.. rows.Select(r => r.Length > _network.Trunk.MaxPositions ? r[.._network.Trunk.MaxPositions] : r)];
        if (Array.FindIndex(rows, r => r.Length > _network.Trunk.MaxPositions) is var tooLong and >= 0)
            throw new DataException($"A question and its answer have {rows[tooLong].Length} tokens, the reward model takes {_network.Trunk.MaxPositions}: " +
                "lower prompt_format.max_prompt_tokens or sampling.max_new_tokens.");
        return ScoredRows.Score(rows, _batchSize, batch =>
        {
            var (ids, mask) = PaddedRows.Right([.. batch.Select(i => rows[i])]);
            return _network.Rewards(ids, mask);
        }, cancel);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _network.Dispose();

    /// <param name="flaw">What is wrong with the content; null where nothing is.</param>
    /// <returns>Null where there is no such file.</returns>
    private static T? Read<T>(string folder, string name, Func<T, string?> flaw)
        where T : class
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file)) return null;
        try
        {
            var content = JsonSerializer.Deserialize<T>(File.ReadAllText(file)) ?? throw new JsonException("it is empty.");
            return flaw(content) is { } problem ? throw new JsonException(problem) : content;
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{file}' cannot be read: {e.Message} Train the reward model again.", e);
        }
    }
}
