using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;
using AlwaysOnPolicy.Tokenizers.Encodings;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>OpenAssistant's reward-model-deberta-v3 and its like, on any encoder that is built: question and answer as a pair of texts, the classifier's one
/// logit.</summary>
/// <remarks>A pair that is too long (DeBERTa: of more than 512 tokens) loses the end of its longer text.</remarks>
public sealed class EncoderRewardModel : IRewardModel
{
    private readonly EncoderClassifier _network;
    private readonly Tokenizer _tokenizer;
    private readonly EncodeOptions _encoding;
    private readonly int _batchSize;

    private EncoderRewardModel(string name, EncoderClassifier network, Tokenizer tokenizer, int batchSize)
    {
        (Name, _network, _tokenizer, _batchSize) = (name, network, tokenizer, batchSize);
        _encoding = Form(network.MaxTokens);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How question and answer are put together.</summary>
    internal static EncodeOptions Form(int maxTokens) => new() { MaxLength = maxTokens, Truncation = Truncation.LongestFirst, TruncationSide = Side.Right };

    /// <summary>Question and answer as the network reads them.</summary>
    public static int[] Encode(Tokenizer tokenizer, Exchange exchange, int maxTokens) =>
        tokenizer.EncodePair(exchange.Question, exchange.Answer, Form(maxTokens)).Ids;

    /// <summary>Loads a model's folder.</summary>
    /// <exception cref="CheckpointException">The folder's files are missing or damaged, or the classifier has more labels than one.</exception>
    public static EncoderRewardModel Load(string folder, int batchSize = 16)
    {
        var tokenizer = RewardModels.LoadTokenizer(folder);
        ModelFolder.RequireOneLabel(ModelFolder.ReadConfig(folder));
        return new EncoderRewardModel(RewardModels.NameOf(folder), ModelFolder.Load(folder, EncoderArchitectures.ReadClassifier), tokenizer, batchSize);
    }

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
    {
        Encoding[] pairs = [.. exchanges.Select(e => _tokenizer.EncodePair(e.Question, e.Answer, _encoding))];
        return ScoredRows.Score([.. pairs.Select(p => p.Ids)], _batchSize, batch =>
        {
            var (ids, mask) = PaddedRows.Right([.. batch.Select(i => pairs[i].Ids)], _network.FillId);
            var (types, _) = PaddedRows.Right([.. batch.Select(i => pairs[i].TypeIds)]);
            return _network.Rewards(ids, mask, types);
        }, cancel);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _network.Dispose();
}
