using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Tokenizers.Encodings;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A step's queries and responses as tensors, and the forward pass over them.</summary>
internal sealed class RolloutBatch
{
    private readonly Tensor _ids, _attention, _positions;

    private RolloutBatch(IReadOnlyList<Rollout> rollouts, Tensor ids, Tensor attention, Tensor positions, Tensor mask, Tensor lastTokens) =>
        (Rollouts, _ids, _attention, _positions, Mask, LastTokens) = (rollouts, ids, attention, positions, mask, lastTokens);

    /// <summary>One a row.</summary>
    public IReadOnlyList<Rollout> Rollouts { get; }

    /// <summary>1 where the next token is of the response, [B, L − 1] float32.</summary>
    public Tensor Mask { get; }

    /// <summary>Column of each response's last token, [B] int64.</summary>
    public Tensor LastTokens { get; }

    public long Rows => _ids.shape[0];

    /// <param name="countPaddingAsPositions">TRL's: position ids run from the first column, padding or not.</param>
    /// <param name="leastQueryWidth">Rows are padded as if a query had so many tokens at least.</param>
    public static RolloutBatch Of(IReadOnlyList<Rollout> rollouts, int padId, Side side, bool countPaddingAsPositions,
        int leastQueryWidth = 0)
    {
        var rows = rollouts.Select(r => r.Query.Concat(r.Response).ToArray()).ToArray();
        var least = leastQueryWidth + rollouts.Max(r => r.Response.Length);
        var (ids, attention) = side == Side.Left ? PaddedRows.Left(rows, padId, least) : PaddedRows.Right(rows, padId, least);
        var width = (int)ids.shape[1];
        var mask = new float[rows.Length * (width - 1)];
        var last = new long[rows.Length];
        for (var b = 0; b < rows.Length; b++)
        {
            var begin = (side == Side.Left ? width - rows[b].Length : 0) + rollouts[b].Query.Length - 1;
            mask.AsSpan((b * (width - 1)) + begin, rollouts[b].Response.Length).Fill(1);
            last[b] = begin + rollouts[b].Response.Length - 1;
        }
        var positions = countPaddingAsPositions
            ? arange(width, ScalarType.Int64).unsqueeze(0).expand(rows.Length, width)
            : CausalModel.PositionsFromMask(attention);
        return new RolloutBatch(rollouts, ids, attention, positions, tensor(mask, rows.Length, width - 1), tensor(last));
    }

    /// <summary>These rows alone, padded as the whole batch is.</summary>
    /// <param name="rows">Their numbers, int64.</param>
    public RolloutBatch Select(Tensor rows) => new([.. rows.data<long>().ToArray().Select(row => Rollouts[(int)row])], _ids.index_select(0, rows),
        _attention.index_select(0, rows), _positions.index_select(0, rows), Mask.index_select(0, rows), LastTokens.index_select(0, rows));

    /// <summary>Runs a model.</summary>
    /// <param name="head">Null gives no values.</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <param name="holdTrunk">Whether values send no gradient into the model.</param>
    /// <param name="keepLogits">Whether the logits are asked for.</param>
    public ResponsePass Run(CausalModel model, ValueHead? head, double temperature, bool holdTrunk = false, bool keepLogits = false)
    {
        var hidden = model.Hidden(_ids, _attention, _positions);
        var places = Mask.to(ScalarType.Bool);
        var tokens = _ids.narrow(1, 1, _ids.shape[1] - 1)[TensorIndex.Tensor(places)];          // [N]
        // the last token predicts nothing here
        return ResponsePass.Of(model, head, hidden.narrow(1, 0, hidden.shape[1] - 1), places, tokens, temperature, holdTrunk, keepLogits);
    }

    /// <summary>Puts values of response tokens [N] into their places of [B, L − 1], 0 elsewhere.</summary>
    public Tensor Spread(Tensor values) => ResponsePass.Spread(Mask.to(ScalarType.Bool), values);
}
