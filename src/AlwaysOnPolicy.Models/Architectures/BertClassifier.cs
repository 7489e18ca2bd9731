using System.Text.Json.Nodes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>BERT's config.json as a classifier with one label.</summary>
internal sealed record BertClassifierConfig(BertConfig Encoder, JsonObject Json) : IModelConfig<BertClassifier>
{
    public Int128 ParameterCount => ((IModelConfig<Bert>)Encoder).ParameterCount;

    public BertClassifier Create() => new(this);

    public string? Rename(string stored) => BertConfig.RenameWithin("bert.", stored);
}

/// <summary>BERT (Devlin et al. 2019) as a classifier with one label: the first place, through the pooler.</summary>
internal sealed class BertClassifier : EncoderClassifier
{
    private readonly BertClassifierConfig _config;
    private readonly Bert bert;
    private readonly BertDense _pooler;
    private readonly Projection classifier;

    public BertClassifier(BertClassifierConfig config) : base(nameof(BertClassifier))
    {
        _config = config;
        bert = new(config.Encoder);
        bert.register_module("pooler", _pooler = new(config.Encoder.HiddenSize, config.Encoder.HiddenSize));
        classifier = new(config.Encoder.HiddenSize, 1);
        RegisterComponents();
        KeepParameters();
    }

    public override int MaxTokens => bert.MaxPositions;
    public override int VocabularySize => _config.Encoder.VocabularySize;
    internal override JsonObject ConfigJson => _config.Json;
    internal override string TransformersName => "BertForSequenceClassification";
    internal override string TrunkPrefix => "bert.";
    internal override string HeadName => "classifier.weight";
    internal override bool HasTypes => _config.Encoder.TypeCount > 1;
    internal override int FillId => _config.Encoder.PadId ?? 0;

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null) =>
        bert.Hidden(inputIds, attentionMask, typeIds, hiddenStates);

    protected override Tensor Classify(Tensor hidden, Tensor attentionMask) => classifier.Run(_pooler.dense.Run(hidden.select(1, 0)).tanh());
}

/// <summary>RoBERTa's config.json as a classifier with one label.</summary>
internal sealed record RobertaClassifierConfig(BertConfig Encoder, JsonObject Json) : IModelConfig<RobertaClassifier>
{
    public Int128 ParameterCount => ((IModelConfig<Bert>)Encoder).ParameterCount;

    public RobertaClassifier Create() => new(this);

    public string? Rename(string stored) => BertConfig.RenameWithin("roberta.", stored) is "roberta.pooler.dense.weight" or "roberta.pooler.dense.bias"
        ? null : BertConfig.RenameWithin("roberta.", stored);
}

/// <summary>RoBERTa (Liu et al. 2019) as a classifier with one label: BERT whose positions begin behind the padding's id, with a head of two layers on the
/// first place.</summary>
internal sealed class RobertaClassifier : EncoderClassifier
{
    private readonly RobertaClassifierConfig _config;
    private readonly Bert roberta;
    private readonly RobertaHead classifier;

    public RobertaClassifier(RobertaClassifierConfig config) : base(nameof(RobertaClassifier))
    {
        _config = config;
        roberta = new(config.Encoder);
        classifier = new(config.Encoder.HiddenSize);
        RegisterComponents();
        KeepParameters();
    }

    public override int MaxTokens => roberta.MaxPositions;
    public override int VocabularySize => _config.Encoder.VocabularySize;
    internal override JsonObject ConfigJson => _config.Json;
    internal override string TransformersName => "RobertaForSequenceClassification";
    internal override string TrunkPrefix => "roberta.";
    internal override string HeadName => "classifier.out_proj.weight";
    internal override bool HasTypes => _config.Encoder.TypeCount > 1;
    internal override int FillId => _config.Encoder.PadId ?? 1;

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null) =>
        roberta.Hidden(inputIds, attentionMask, typeIds, hiddenStates);

    protected override Tensor Classify(Tensor hidden, Tensor attentionMask) => classifier.Run(hidden.select(1, 0));

    private sealed class RobertaHead : Module
    {
        private readonly Projection dense, out_proj;

        public RobertaHead(int width) : base(nameof(RobertaHead))
        {
            dense = new(width, width);
            out_proj = new(width, 1);
            RegisterComponents();
        }

        public Tensor Run(Tensor x) => out_proj.Run(dense.Run(x).tanh());                    // [B, C] → [B, 1]
    }
}
