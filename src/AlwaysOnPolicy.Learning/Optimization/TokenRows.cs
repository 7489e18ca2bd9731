using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Rows of prompt + response, padded on the right, with the places that predict a response token.</summary>
/// <remarks>
/// The row of the hidden states at column t predicts the token at t + 1, so the response at columns p … n − 1 is predicted by
/// p − 1 … n − 2. Only these rows go through the LM head: with a vocabulary of 50,000 it costs as much as the whole trunk.
/// </remarks>
/// <param name="Ids">[B, T] int64.</param>
/// <param name="Mask">[B, T] int64.</param>
/// <param name="Positions">[B, T] int64.</param>
/// <param name="Predictors">Indices into the B·T flattened rows, [N] int64.</param>
/// <param name="Targets">The response token that each predicts, [N] int64.</param>
internal sealed record TokenRows(Tensor Ids, Tensor Mask, Tensor Positions, Tensor Predictors, Tensor Targets)
{
    public static TokenRows Of(IReadOnlyList<(int[] Prompt, int[] Response)> rows, int padId = 0, int leastWidth = 0)
    {
        var (ids, mask) = PaddedRows.Right([.. rows.Select(r => (int[])[.. r.Prompt, .. r.Response])], padId, leastWidth);
        var width = ids.shape[1];
        var predictors = new List<long>();
        var targets = new List<long>();
        for (var b = 0; b < rows.Count; b++)
        {
            var (prompt, response) = rows[b];
            for (var i = 0; i < response.Length; i++)
            {
                predictors.Add(b * width + prompt.Length + i - 1);
                targets.Add(response[i]);
            }
        }
        return new(ids, mask, CausalModel.PositionsFromMask(mask), tensor(predictors.ToArray()), tensor(targets.ToArray()));
    }

    /// <summary>What the model's head says of the response tokens of the first rows.</summary>
    /// <param name="hidden">[B, T, C], of these rows or of a batch that begins with them.</param>
    public HeadPass Predict(CausalModel model, Tensor hidden) => HeadPass.Of(model, hidden.flatten(0, 1).index_select(0, Predictors), Targets);

    /// <exception cref="DataException">A row lacks prompt or response, is too long, or holds a foreign token.</exception>
    public static void Check(CausalModel model, string what, int index, int[] prompt, int[] response) =>
        Check(model.MaxPositions, model.VocabularySize, what, index, prompt, response);

    /// <inheritdoc cref="Check(CausalModel, string, int, int[], int[])"/>
    public static void Check(int maxPositions, int vocabularySize, string what, int index, int[] prompt, int[] response)
    {
        var problem = (prompt.Length, response.Length) switch
        {
            (0, _) => "has no prompt tokens; the first response token would have nothing to be predicted from",
            (_, 0) => "has no response tokens",
            var (p, r) when p + r > maxPositions =>
                $"has {p} prompt and {r} response tokens, more than the model's {maxPositions} positions: " +
                "shorten it or lower the limit on prompts",
            _ when prompt.Concat(response).FirstOrDefault(id => id < 0 || id >= vocabularySize, -1) is var foreign and not -1 =>
                $"holds token {foreign}, but the model knows 0 to {vocabularySize - 1}: it was encoded with another tokenizer",
            _ => null,
        };
        if (problem is not null) throw new DataException($"{what} {index} (counted from 0) {problem}.");
    }
}
