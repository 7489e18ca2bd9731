using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A trunk with a scalar head: transformers' classifiers with one label.</summary>
public sealed class RewardNetwork : ScalarNetwork
{
    private readonly CausalModel trunk;
    private readonly Linear score;

    /// <summary>A head without a bias, with torch's first numbers, on a trunk that becomes this network's.</summary>
    public RewardNetwork(CausalModel trunk) : base(nameof(RewardNetwork))
    {
        this.trunk = trunk;
        score = Linear(trunk.HiddenSize, 1, hasBias: false, dtype: trunk.parameters().First().dtype);
        StoredType = trunk.StoredType;
        RegisterComponents();
    }

    /// <summary>The decoder below the head.</summary>
    public CausalModel Trunk => trunk;

    /// <summary>A token that is padding wherever it stands at a row's end, as transformers takes config.json's pad_token_id, be it end-of-text too; null where
    /// the mask alone says what is padding.</summary>
    public int? PadId { get; internal set; }

    /// <inheritdoc/>
    public override int MaxTokens => trunk.MaxPositions;

    /// <inheritdoc/>
    public override int VocabularySize => trunk.VocabularySize;

    /// <summary>The head's weight, [1, C].</summary>
    public Parameter ScoreWeight => score.weight!;

    /// <summary>The head's value at each row's last real token: the last that the mask marks and that is not <see cref="PadId"/>.</summary>
    /// <param name="inputIds">[B, T] int64.</param>
    /// <param name="mask">[B, T].</param>
    /// <returns>[B] float32.</returns>
    public override Tensor Rewards(Tensor inputIds, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var hidden = trunk.Hidden(inputIds, mask, CausalModel.PositionsFromMask(mask));
        return AtLastToken(hidden, inputIds, mask).MoveToOuterDisposeScope();
    }

    /// <summary>The same from hidden states that are there already.</summary>
    /// <param name="hidden">[B, T, C].</param>
    public Tensor AtLastToken(Tensor hidden, Tensor inputIds, Tensor mask)
    {
        using var scope = NewDisposeScope();
        if (PadId is { } pad) mask = mask * inputIds.ne(pad);
        var places = arange(mask.shape[1], ScalarType.Int64) * mask.to(ScalarType.Int64);
        var last = places.argmax(1);                                                           // [B]
        var rows = hidden[TensorIndex.Tensor(arange(hidden.shape[0], ScalarType.Int64)), TensorIndex.Tensor(last)];   // [B, C]
        return score.call(rows).squeeze(-1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
