using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Models.Tokenization;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A reward model on a decoder's trunk: prompt and answer in the policy's own form, the score at the last token.</summary>
public sealed class TrunkRewardModel : IRewardModel
{
    private const string ScaleFile = "reward_scale.json";
    private readonly RewardNetwork _network;
    private readonly PromptFormat _format;
    private readonly int _batchSize;
    private readonly Scale _scale;
    private readonly bool _cutLong;

    private sealed record Scale([property: JsonPropertyName("mean")] double Mean, [property: JsonPropertyName("sd")] double Deviation);

    private TrunkRewardModel(RewardNetwork network, PromptFormat format, int batchSize, Scale scale, bool cutLong) =>
        (_network, _format, _batchSize, _scale, _cutLong) = (network, format, batchSize, scale, cutLong);

    public string Name => "reward model";

    /// <summary>True of a folder with a scale beside the weights, which training here leaves: nothing else in it tells such a model from a published one.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ScaleFile));

    /// <param name="cutLong">Lets an answer that has no room lose its end; else it is refused.</param>
    /// <exception cref="CheckpointException">The folder's files are missing or damaged.</exception>
    public static TrunkRewardModel Load(string folder, PromptFormatOptions format, int batchSize = 32, bool cutLong = false)
    {
        var file = Path.Combine(folder, ScaleFile);
        try
        {
            var scale = File.Exists(file) ? JsonSerializer.Deserialize<Scale>(File.ReadAllText(file)) ?? throw new JsonException("it is empty.") : new Scale(0, 1);
            if (!(scale.Deviation > 0)) throw new JsonException("the deviation is not above 0.");
            var prompts = new PromptFormat(Tokenizer.Load(folder), format);
            ModelFolder.RequireFit(folder, prompts.Tokenizer);
            return new TrunkRewardModel(ModelFolder.LoadReward(folder), prompts, batchSize, scale, cutLong);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"'{file}' cannot be read: {e.Message} Train the reward model again.", e);
        }
    }

    /// <summary>Sets the zero and the unit of the scores: (raw − mean) / deviation.</summary>
    public static void WriteScale(string folder, double mean, double deviation) =>
        WholeFile.Write(Path.Combine(folder, ScaleFile), file => JsonSerializer.Serialize(file, new Scale(mean, deviation)));

    public double[] Score(IReadOnlyList<Exchange> exchanges) => [.. RawScore(exchanges).Select(s => (s - _scale.Mean) / _scale.Deviation)];

    /// <summary>The head's own values.</summary>
    public double[] RawScore(IReadOnlyList<Exchange> exchanges)
    {
        var rows = exchanges.Select(e => _format.EncodePrompt(e.Question).Concat(_format.EncodeAnswer(e.Answer, e.Ended)).ToArray()).ToArray();
        if (_cutLong) rows = [.. rows.Select(r => r.Length > _network.Trunk.MaxPositions ? r[.._network.Trunk.MaxPositions] : r)];
        if (Array.FindIndex(rows, r => r.Length > _network.Trunk.MaxPositions) is var tooLong and >= 0)
            throw new DataException($"A question and its answer have {rows[tooLong].Length} tokens, the reward model takes {_network.Trunk.MaxPositions}: " +
                "lower prompt_format.max_prompt_tokens or sampling.max_new_tokens.");
        return ScoredRows.Score(rows, _batchSize, batch =>
        {
            var (ids, mask) = PaddedRows.Right([.. batch.Select(i => rows[i])]);
            return _network.Rewards(ids, mask);
        });
    }

    public void Dispose() => _network.Dispose();
}
