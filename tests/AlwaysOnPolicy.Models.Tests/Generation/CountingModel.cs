using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Architectures;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Tests.Generation;

/// <summary>A model that writes down how many rows and columns each forward pass was given.</summary>
internal sealed class CountingModel(CausalModel inner) : CausalModel("counting")
{
    public List<(long Rows, long Columns)> Passes { get; } = [];

    public override string ModelType => inner.ModelType;
    public override int HiddenSize => inner.HiddenSize;
    public override int VocabularySize => inner.VocabularySize;
    public override int LayerCount => inner.LayerCount;
    public override int MaxPositions => inner.MaxPositions;
    internal override JsonObject ConfigJson => inner.ConfigJson;
    internal override (string LanguageModel, string Classifier) TransformersNames => inner.TransformersNames;

    internal override string TrunkPrefix => inner.TrunkPrefix;
    internal override string EmbeddingName => inner.EmbeddingName;
    internal override string BlocksName => inner.BlocksName;
    internal override bool TiesHead => inner.TiesHead;
    internal override void Untie() => inner.Untie();
    internal override IReadOnlyList<string> LoraTargets => inner.LoraTargets;
    internal override bool IsConstant(string stored) => inner.IsConstant(stored);

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, KvCache? cache = null, ICollection<Tensor>? hiddenStates = null)
    {
        Passes.Add((inputIds.shape[0], inputIds.shape[1]));
        return inner.Hidden(inputIds, attentionMask, positionIds, cache, hiddenStates);
    }

    public override Tensor Logits(Tensor hidden) => inner.Logits(hidden);

    public override KvCache NewCache(long batch, long length) => inner.NewCache(batch, length);

    protected override CausalModel NewOfSameShape() => inner.Copy();

    protected override bool IsNorm(string parameter) => false;

    protected override bool IsResidualProjection(string parameter) => false;
}
