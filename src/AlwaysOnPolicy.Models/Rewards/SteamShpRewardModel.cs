using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>SteamSHP-flan-t5 (Ethayarajh et al. 2022): a FLAN-T5 that says which of two answers, A or B, is the better one.</summary>
/// <remarks>
/// A score is the probability of "A" as the first word when B is a single full stop. A comparison weighs "A" against "B" and is the mean over both
/// orders, which takes the model's liking for a place out. It was trained on SHP and HH-RLHF: on their pairs its agreement flatters it.
/// </remarks>
public sealed class SteamShpRewardModel : IComparingRewardModel
{
    private const int MaxTokens = 500;
    private const string NoAnswer = ".";
    private readonly T5 _network;
    private readonly Tokenizer _tokenizer;
    private readonly int _a, _b, _batchSize;

    private SteamShpRewardModel(string name, T5 network, Tokenizer tokenizer, int a, int b, int batchSize) =>
        (Name, _network, _tokenizer, _a, _b, _batchSize) = (name, network, tokenizer, a, b, batchSize);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Loads a model's folder.</summary>
    /// <exception cref="CheckpointException">The folder's files are missing or damaged, or the tokenizer has no single token for A or B.</exception>
    public static SteamShpRewardModel Load(string folder, int batchSize = 16)
    {
        var tokenizer = RewardModels.LoadTokenizer(folder);
        var (a, b) = Words(folder, tokenizer);
        return new SteamShpRewardModel(RewardModels.NameOf(folder), ModelFolder.Load(folder, ModelFolder.ReadT5Options(folder)), tokenizer, a, b, batchSize);
    }

    /// <summary>The tokens of the two answers that it gives.</summary>
    /// <exception cref="CheckpointException">One of them is no single token.</exception>
    internal static (int A, int B) Words(string folder, Tokenizer tokenizer)
    {
        return (Word("A"), Word("B"));

        int Word(string word) => tokenizer.Encode(word, addSpecialTokens: false) is [var id]
            ? id
            : throw new CheckpointException(
                $"'{folder}': the tokenizer has no single token for '{word}', which this model answers with: it is not SteamSHP's.");
    }

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) =>
        Run([.. exchanges.Select(e => Encode(e.Question, e.Answer, NoAnswer))], logits => logits.softmax(-1).select(-1, _a), cancel);

    /// <inheritdoc/>
    public ValueTask<double[]> CompareAsync(IReadOnlyList<(Exchange A, Exchange B)> pairs, CancellationToken cancel = default) => new(Compare(pairs, cancel));

    /// <summary><see cref="CompareAsync"/>, which this model does at once.</summary>
    public double[] Compare(IReadOnlyList<(Exchange A, Exchange B)> pairs, CancellationToken cancel = default)
    {
        foreach (var (a, b) in pairs)
            if (a.Question != b.Question) throw new ArgumentException($"The answers to compare answer different questions: '{a.Question}' and " +
                $"'{b.Question}'.", nameof(pairs));
        int[][] rows =
        [
            .. pairs.Select(p => Encode(p.A.Question, p.A.Answer, p.B.Answer)),
            .. pairs.Select(p => Encode(p.A.Question, p.B.Answer, p.A.Answer)),
        ];
        var first = Run(rows, logits => (logits.select(-1, _a) - logits.select(-1, _b)).sigmoid(), cancel);
        return [.. pairs.Select((_, i) => (first[i] + 1 - first[pairs.Count + i]) / 2)];
    }

    /// <summary>The prompt of the model's card. Where it has more than 500 tokens the post, and nothing else, loses its end.</summary>
    internal int[] Encode(string post, string a, string b)
    {
        var (shownA, shownB) = (OneLine(a), OneLine(b));
        int[] With(string shown) => _tokenizer.Encode($"POST: {shown} \n\n RESPONSE A: {shownA}\n\n RESPONSE B: {shownB}\n\n Which response is better? " +
            "RESPONSE");

        var whole = OneLine(post);
        var ids = With(whole);
        if (ids.Length <= MaxTokens) return ids;
        var postIds = _tokenizer.Encode(whole, addSpecialTokens: false);
        for (var keep = postIds.Length; keep > 0 && ids.Length > MaxTokens;)
        {
            keep = Math.Max(0, keep - (ids.Length - MaxTokens));
            ids = With(_tokenizer.Decode(postIds.Take(keep)));
        }
        return ids;
    }

    /// <param name="read">From the first step's logits [B, V] to a number each, [B].</param>
    private double[] Run(int[][] rows, Func<Tensor, Tensor> read, CancellationToken cancel) => ScoredRows.Score(rows, _batchSize, batch =>
    {
        var (ids, mask) = PaddedRows.Right([.. batch.Select(i => rows[i])]);
        var start = full([batch.Length, 1], _network.Config.DecoderStartId, ScalarType.Int64);
        return read(_network.Decode(start, _network.Encode(ids, mask), mask).select(1, 0));
    }, cancel);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _network.Dispose();
}
