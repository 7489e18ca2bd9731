using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>An encoder as a classifier with one label, read as a reward model.</summary>
public abstract class EncoderClassifier(string name) : ScalarNetwork(name)
{
    /// <summary>config.json as it was read.</summary>
    internal abstract JsonObject ConfigJson { get; }

    /// <summary>Its class in transformers.</summary>
    internal abstract string TransformersName { get; }

    /// <summary>What the names of the encoder's own tensors begin with; files of a bare encoder lack it.</summary>
    internal abstract string TrunkPrefix { get; }

    /// <summary>The tensor that only a classifier's file has.</summary>
    internal abstract string HeadName { get; }

    /// <summary>Whether the encoder tells the two texts of a pair apart by types.</summary>
    internal abstract bool HasTypes { get; }

    /// <summary>An id to fill rows with.</summary>
    internal abstract int FillId { get; }

    /// <summary>The encoder's last states: arguments and result as of <see cref="Encoder.Hidden"/>.</summary>
    public abstract Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null);

    /// <summary>From the states to the label's logit: [B, T, C] → [B, 1].</summary>
    protected abstract Tensor Classify(Tensor hidden, Tensor attentionMask);

    /// <summary>The token that ends the first text of a pair; null where the rows' types are all 0.</summary>
    internal int? SeparatorId { get; set; }

    /// <summary>The label's logit, [B] float32. Where the encoder tells the two texts apart, the second begins behind the first separator.</summary>
    public sealed override Tensor Rewards(Tensor inputIds, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var isSeparator = SeparatorId is { } id ? inputIds.eq(id).to(ScalarType.Int64) : null;
        var types = isSeparator is null ? null : (isSeparator.cumsum(-1) - isSeparator).clamp_max(1) * mask.to(ScalarType.Int64);
        return Rewards(inputIds, mask, types).MoveToOuterDisposeScope();
    }

    /// <summary>The label's logit, [B] float32.</summary>
    /// <inheritdoc cref="Hidden"/>
    public Tensor Rewards(Tensor inputIds, Tensor attentionMask, Tensor? typeIds)
    {
        using var scope = NewDisposeScope();
        return Classify(Hidden(inputIds, attentionMask, typeIds), attentionMask).squeeze(-1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Called by constructors: a network outlives the dispose scope in which it is made.</summary>
    protected void KeepParameters()
    {
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();
    }
}
