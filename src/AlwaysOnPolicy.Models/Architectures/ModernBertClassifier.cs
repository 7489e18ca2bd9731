using System.Text.Json.Nodes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>ModernBERT's config.json as a classifier with one label.</summary>
internal sealed record ModernBertClassifierConfig(ModernBertConfig Encoder) : IModelConfig<ModernBertClassifier>
{
    public Int128 ParameterCount => Encoder.ParameterCount;

    public ModernBertClassifier Create() => new(Encoder);

    public string? Rename(string stored) => stored.StartsWith(ModernBertClassifier.Trunk, StringComparison.Ordinal) || ModernBertConfig.IsHead(stored)
        ? stored : ModernBertClassifier.Trunk + stored;
}

/// <summary>ModernBERT as a classifier with one label: the first place or the mean of all, through a dense layer, an activation and a norm.</summary>
internal sealed class ModernBertClassifier : EncoderClassifier
{
    internal const string Trunk = "model.";

    private readonly ModernBertConfig _config;
    private readonly ModernBert model;
    private readonly ModernBertHead head;
    private readonly Projection classifier;

    public ModernBertClassifier(ModernBertConfig config) : base(nameof(ModernBertClassifier))
    {
        _config = config;
        model = new(config);
        head = new(config);
        classifier = new(config.HiddenSize, 1);
        RegisterComponents();
        KeepParameters();
    }

    public override int MaxTokens => _config.MaxPositions;
    public override int VocabularySize => _config.VocabularySize;
    internal override JsonObject ConfigJson => _config.Json;
    internal override string TransformersName => "ModernBertForSequenceClassification";
    internal override string TrunkPrefix => Trunk;
    internal override string HeadName => "classifier.weight";
    internal override bool HasTypes => false;
    internal override int FillId => _config.PadId ?? 0;

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null) =>
        model.Hidden(inputIds, attentionMask, typeIds, hiddenStates);

    protected override Tensor Classify(Tensor hidden, Tensor attentionMask) => classifier.Run(head.Run(Pooled(hidden, attentionMask)));

    private Tensor Pooled(Tensor hidden, Tensor mask)
    {
        if (!_config.IsMeanPooled) return hidden.select(1, 0);
        var weights = mask.to(hidden.dtype).unsqueeze(-1);
        return (hidden * weights).sum(1) / weights.sum(1);
    }

    private sealed class ModernBertHead : Module
    {
        private readonly Projection dense;
        private readonly CenteredNorm norm;
        private readonly string _activation;

        public ModernBertHead(ModernBertConfig c) : base(nameof(ModernBertHead))
        {
            dense = new(c.HiddenSize, c.HiddenSize, c.HeadBias);
            norm = new(c.HiddenSize, c.NormEpsilon, c.NormBias);
            _activation = c.HeadActivation;
            RegisterComponents();
        }

        public Tensor Run(Tensor x) => norm.Run(Activations.Apply(_activation, dense.Run(x)));
    }
}
