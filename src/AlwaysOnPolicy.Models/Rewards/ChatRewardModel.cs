using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Templates;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A published decoder with a scalar head that reads the conversation in its own chat template: RM-Gemma-2B, RM-Mistral-7B,
/// FsfairX-LLaMA3-RM.</summary>
/// <remarks>The score is the head's value at the last real token. Too long a conversation loses its beginning, since its end is what is judged.</remarks>
public sealed class ChatRewardModel : IRewardModel
{
    private const string OwnTemplate = "A reward model reads conversations in its own template, and no setting takes its place: write a simpler one with the " +
        "same " +
        "words to its chat_template.jinja, or name another model.";

    private readonly RewardNetwork _network;
    private readonly Tokenizer _tokenizer;
    private readonly int _batchSize, _maxTokens;

    private readonly DateOnly _today;

    private ChatRewardModel(string name, RewardNetwork network, Tokenizer tokenizer, int batchSize, DateOnly today)
    {
        (Name, _network, _tokenizer, _batchSize, _today) = (name, network, tokenizer, batchSize, today);
        _maxTokens = Math.Min(network.Trunk.MaxPositions, tokenizer.ModelMaxLength ?? int.MaxValue);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Loads a model's folder.</summary>
    /// <param name="type">Of the weights in memory: float32, or bfloat16 for half of the room.</param>
    /// <param name="today">The day that its chat template writes as today's; null for the usual one.</param>
    /// <exception cref="CheckpointException">The folder's files are missing or damaged, or the tokenizer has no chat template that can be used.</exception>
    public static ChatRewardModel Load(string folder, int batchSize = 8, ScalarType type = ScalarType.Float32, DateOnly? today = null)
    {
        var tokenizer = RewardModels.LoadTokenizer(folder);
        RequireTemplate(tokenizer);
        return new ChatRewardModel(RewardModels.NameOf(folder), ModelFolder.LoadReward(folder, type), tokenizer, batchSize, today ?? ChatTemplate.UsualDay);
    }

    /// <exception cref="CheckpointException">The tokenizer has no chat template that can be used.</exception>
    internal static void RequireTemplate(Tokenizer tokenizer)
    {
        if (tokenizer.Template is null)
            throw new CheckpointException(
                "The tokenizer of this reward model has no chat template, in which it reads conversations: add the model's own as chat_template.jinja " +
                "beside its weights.");
        try
        {
            Dialogue.RequireText(tokenizer, Dialogue.Trial(Transcript.User, Transcript.Assistant), addGenerationPrompt: false);
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException(e.Message.Replace(ChatTemplate.Advice, OwnTemplate, StringComparison.Ordinal), e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
    {
        int[][] rows = [.. exchanges.Select(Encode)];
        return ScoredRows.Score(rows, _batchSize, batch =>
        {
            var (ids, mask) = PaddedRows.Right([.. batch.Select(i => rows[i])]);
            return _network.Rewards(ids, mask);
        }, cancel);
    }

    /// <summary>The rendered conversation, a dialogue turn by turn, with one beginning-of-text in front where the template writes it, the tokenizer, or both,
    /// and none where neither does.</summary>
    internal int[] Encode(Exchange exchange)
    {
        var text = Dialogue.Render(_tokenizer, exchange.Turns(), addGenerationPrompt: false, _today);
        var ids = _tokenizer.EncodeOpening(text);
        if (ids.Length <= _maxTokens) return ids;
        return ids[0] == _tokenizer.BosId ? [ids[0], .. ids[^(_maxTokens - 1)..]] : ids[^_maxTokens..];
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _network.Dispose();
}
