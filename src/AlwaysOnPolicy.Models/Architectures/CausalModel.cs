using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A decoder that predicts the next token. Parameters carry the checkpoint's own names.</summary>
/// <remarks>Dropout is never applied, whatever config.json says: reinforcement learning needs the first probability ratio to be exactly 1.</remarks>
public abstract class CausalModel : nn.Module
{
    /// <summary>What most families call a language-model head that is not the embedding.</summary>
    internal const string UsualHead = "lm_head";

    /// <summary>A model whose parts the deriving class registers.</summary>
    protected CausalModel(string name) : base(name) { }

    /// <summary>The model_type of config.json.</summary>
    public abstract string ModelType { get; }

    /// <summary>C, width of the hidden states.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>V, tokens that have a row in the embedding.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Blocks.</summary>
    public abstract int LayerCount { get; }

    /// <summary>Longest sequence, in tokens.</summary>
    public abstract int MaxPositions { get; }

    /// <summary>config.json as it is written beside the weights, without what says which head the model carries.</summary>
    internal abstract System.Text.Json.Nodes.JsonObject ConfigJson { get; }

    /// <summary>Class names in transformers: as a language model, and as a classifier with one label.</summary>
    internal abstract (string LanguageModel, string Classifier) TransformersNames { get; }

    /// <summary>What the names of the trunk's tensors begin with; files of a bare trunk lack it.</summary>
    internal abstract string TrunkPrefix { get; }

    /// <summary>The token embedding's parameter.</summary>
    internal abstract string EmbeddingName { get; }

    /// <summary>The module of a language-model head that is not the embedding.</summary>
    internal virtual string HeadName => UsualHead;

    /// <summary>Whether the head is the token embedding itself.</summary>
    internal abstract bool TiesHead { get; }

    /// <summary>Makes a head that is the embedding itself one of its own, which gives the same.</summary>
    internal abstract void Untie();

    /// <summary>Width of a block's queries: heads · head size.</summary>
    internal virtual int QueryWidth => HiddenSize;

    /// <summary>The trunk's list of blocks.</summary>
    internal abstract string BlocksName { get; }

    /// <summary>The linear layers to which PEFT gives an adapter where none are named.</summary>
    internal abstract IReadOnlyList<string> LoraTargets { get; }

    /// <summary>The model's LoRA, which every run of it includes; null where it has none. It is the model's to dispose of.</summary>
    public LoraAdapter? Adapter { get; internal set; }

    /// <summary>The folder that it was loaded from; null for a model made here.</summary>
    public string? LoadedFrom { get; internal set; }

    /// <summary>The type in which most of its numbers lay in that folder; null for a model made here.</summary>
    public ScalarType? StoredType { get; internal set; }

    /// <summary>What training moves: the adapter's parameters where there is one, else the model's own that are not frozen.</summary>
    public IEnumerable<(string Name, Parameter Value)> TrainedParameters =>
        named_parameters().Where(p => p.parameter.requires_grad).Select(p => (p.name, p.parameter)).Concat(Adapter?.Parameters ?? []);

    /// <summary>Whether a stored tensor, named with <see cref="TrunkPrefix"/>, is no parameter: old files hold masks and frequencies.</summary>
    internal abstract bool IsConstant(string stored);

    /// <summary>The full name of a stored tensor of the trunk or the head, whatever form of the family the file is; null for what is no part of them.</summary>
    internal virtual string? OwnName(string stored)
    {
        if (stored == $"{HeadName}.weight") return stored;
        var root = TrunkPrefix[..(TrunkPrefix.IndexOf('.', StringComparison.Ordinal) + 1)];
        return stored.StartsWith(root, StringComparison.Ordinal) ? stored : root + stored;
    }

    /// <summary>Runs the trunk.</summary>
    /// <param name="inputIds">[B, T] int64.</param>
    /// <param name="attentionMask">1 on real tokens, 0 on padding, [B, T].</param>
    /// <param name="positionIds">[B, T] int64; see <see cref="PositionsFromMask"/>.</param>
    /// <param name="hiddenStates">Where given, receives the embeddings and each block's output, the last after the final norm.</param>
    /// <returns>[B, T, C], after the final norm.</returns>
    public abstract Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, ICollection<Tensor>? hiddenStates = null);

    /// <summary>The language-model head: [..., C] → [..., V].</summary>
    public abstract Tensor Logits(Tensor hidden);

    /// <summary>Its parts as generation runs them. The weights are the model's own; norms and biases are read out as they are now.</summary>
    internal abstract DecodingPlan ForRows();

    /// <summary>The head that logits are made with.</summary>
    internal ILinearMap Head => HeadMap!;

    /// <summary>Width of a block's keys: heads of keys and values · head size.</summary>
    internal virtual int KeyWidth => HiddenSize;

    /// <summary>Whether what a cache holds of a row, kept while it had some tokens, does not hold once it has more: it is then to be computed anew.</summary>
    internal virtual bool OutgrowsCache(int before, int after) => false;

    /// <summary>A new model of the same configuration, its weights not yet set.</summary>
    protected abstract CausalModel NewOfSameShape();

    /// <summary>Readies the model to be trained with products of this type. With <see cref="ComputeType.Bfloat16"/> linear layers are multiplied by a copy of
    /// their weights; embeddings, norms, attention, softmax and the head's logits stay float32, and so do the weights themselves, which move by steps that
    /// bfloat16 could not hold.</summary>
    /// <remarks>Attach an adapter first: what it trains of the model's own matrices stays float32. Call <see cref="RefreshHalves"/> after weights were
    /// set.</remarks>
    public void MultiplyIn(ComputeType type)
    {
        if (type == ComputeType.Float32) return;
        var own = (Adapter?.Trained.Select(t => t.Value) ?? []).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var (name, module) in named_modules())
            if (name != HeadName && module is ILinearMap { IsLookup: false, Weight: MatrixWeight weight } && !own.Contains(weight)) weight.MakeHalf();
        HasHalves = true;
    }

    /// <summary>Brings the bfloat16 copies, if there are any, to what the weights are.</summary>
    public void RefreshHalves()
    {
        foreach (var weight in parameters().OfType<MatrixWeight>()) weight.Refresh();
    }

    /// <summary>Whether a pass with gradients keeps each block's input alone and computes the block again on the way back, and so the logits of wide
    /// vocabularies, a piece at a time. The numbers are the same (gradients of a head in pieces but for the rounding of sums).</summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>Whether generation sums every number in one order whatever stands beside it, on every processor and in bfloat16 too: an answer then is the same
    /// beside any others. Where products of float32 are this project's own (on processors with 512-bit vectors) they always are.</summary>
    public bool Deterministic { get; set; }

    /// <summary>Whether this pass does. What blocks read besides their input then has to outlive the pass: it belongs to the caller's dispose scope.</summary>
    private protected bool RecomputesBlocks => GradientCheckpointing && is_grad_enabled();

    private bool HasHalves { get; set; }

    /// <param name="x">[N, C]; given up where blocks are computed again.</param>
    private protected Tensor Through(Func<Tensor, Tensor> block, Tensor x)
    {
        if (!RecomputesBlocks) return block(x);
        using var input = x;
        // Behind frozen embeddings nothing asks for a gradient yet; without one that does, the block's own weights would get none.
        return RecomputedBlock.Of(x.requires_grad ? x : x.detach().requires_grad_(true), block);
    }

    /// <summary>Whether <see cref="LogitsBackward"/> is the way back through the head: it is one matrix, without an adapter.</summary>
    public bool HeadIsPlain => HeadMap is { } head && (head.IsLookup || head.Lora is null);

    /// <summary>The head that the model has of its own, or the embedding in its place.</summary>
    private protected virtual ILinearMap? HeadMap => null;

    /// <summary>Hidden states by the head's matrix: [..., C] → [..., V].</summary>
    private protected Tensor Predict(Tensor hidden) =>
        HeadMap is Projection head ? head.Run(hidden) : LinearProduct.Of(hidden, HeadMap!.Weight, null, isInputsFirst: false);

    /// <summary>The way back through a head without an adapter: adds to the head's gradient where it is trained. With <see cref="ComputeType.Bfloat16"/> its
    /// two products are in bfloat16: a gradient has none of the offset of logits, which would be rounded to halves.</summary>
    /// <param name="hidden">[N, C], of which the logits were made.</param>
    /// <param name="onLogits">The gradient on them, [N, V].</param>
    /// <returns>The gradient on the hidden states, [N, C].</returns>
    public virtual Tensor LogitsBackward(Tensor hidden, Tensor onLogits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weight = HeadMap!.Weight;
        if (!HasHalves && LinearProduct.IsOurs(onLogits, weight))
        {
            if (weight.requires_grad) LinearProduct.AddGradient(weight, hidden.contiguous(), onLogits, isInputsFirst: false);
            var onHidden = empty(hidden.shape, ScalarType.Float32);
            LinearProduct.Multiply(onLogits, false, weight, false, onHidden);
            return onHidden.MoveToOuterDisposeScope();
        }
        // In bfloat16 a stretch of the vocabulary at a time, as each needs copies of the weight, the gradient and its product.
        var (type, words) = HasHalves ? (ScalarType.BFloat16, 8192) : (weight.dtype, weight.size(0));
        var (x, sum) = (hidden.to(type), zeros(hidden.shape, weight.dtype, hidden.device));
        if (weight.requires_grad && weight.grad is null) weight.grad = zeros_like(weight);
        using var total = weight.grad;
        for (long from = 0; from < weight.size(0); from += words)
        {
            using var stretch = NewDisposeScope();
            var count = Math.Min(words, weight.size(0) - from);
            var gradient = onLogits.narrow(1, from, count).to(type);
            if (weight.requires_grad) total!.narrow(0, from, count).add_(gradient.t().matmul(x));
            sum.add_(gradient.matmul(weight.narrow(0, from, count).to(type)));
        }
        return sum.to(hidden.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the embeddings (and with them a tied head) and the first blocks out of training: no gradient is computed for them.</summary>
    /// <param name="layers">Blocks; 0 takes out nothing, the embeddings neither.</param>
    /// <exception cref="SettingsException">The model has fewer.</exception>
    public void Freeze(int layers)
    {
        if (layers > LayerCount) throw new SettingsException($"frozen_layers is {layers}, but the model has {LayerCount}: lower it.");
        if (layers == 0) return;
        foreach (var (name, parameter) in named_parameters())
            if (BlockOf(name) < layers)
            {
                parameter.requires_grad = false;
                if (parameter is MatrixWeight { Half: { } half }) half.requires_grad = false;
            }
    }

    /// <summary>The number of the block that a parameter is in; −1 for the embeddings, <see cref="LayerCount"/> for the last norm and a head of its
    /// own.</summary>
    private int BlockOf(string parameter)
    {
        var blocks = $"{TrunkPrefix}{BlocksName}.";
        if (parameter.StartsWith(blocks, StringComparison.Ordinal))
            return int.Parse(parameter.AsSpan(blocks.Length, parameter.IndexOf('.', blocks.Length) - blocks.Length), CultureInfo.InvariantCulture);
        return parameter.StartsWith(TrunkPrefix, StringComparison.Ordinal) && !IsNorm(parameter) ? -1 : LayerCount;
    }

    /// <summary>The model's parameters as a model without an adapter would have them: what an adapter adds is in the weights.</summary>
    /// <remarks>Tensors that differ from the parameters belong to the current dispose scope.</remarks>
    internal IEnumerable<(string Name, Tensor Value)> MergedParameters() =>
        named_parameters().Select(p => (p.name, Adapter?.Merged(p.name) ?? p.parameter));

    /// <summary>A deep copy, an adapter merged into its weights.</summary>
    public CausalModel Copy()
    {
        var copy = NewOfSameShape();
        copy.StoredType = StoredType;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var target = copy.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, value) in MergedParameters()) target[name].copy_(value);
        return copy;
    }

    /// <summary>Sets random weights as transformers does for a new model: normal with deviation 0.02, biases 0, norms neutral, and the projections
    /// that end a residual branch smaller by √(2 · layers).</summary>
    public void Initialize(ulong seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in named_parameters())
        {
            if (IsNorm(name) || name.EndsWith(".bias", StringComparison.Ordinal))
                parameter.fill_(name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : NormStart);
            else
            {
                var random = Randomness.SeededRandom.For(seed, "weights", name);
                var deviation = IsResidualProjection(name) ? 0.02 / Math.Sqrt(2 * LayerCount) : 0.02;
                var values = parameter.dtype == ScalarType.Float32 ? parameter : empty(parameter.shape);
                foreach (ref var value in MemoryMarshal.Cast<byte, float>(values.bytes)) value = (float)(deviation * random.NextGaussian());
                if (!ReferenceEquals(values, parameter)) parameter.copy_(values);
            }
        }
    }

    /// <summary>Whether a parameter is the scale or the shift of a norm: a new model has it at a value that changes nothing.</summary>
    protected abstract bool IsNorm(string parameter);

    /// <summary>The weight of a norm that changes nothing.</summary>
    protected virtual double NormStart => 1;

    /// <summary>Whether a parameter's product is added to the residual stream: a new model draws it smaller by √(2 · layers), as GPT-2 does.</summary>
    protected abstract bool IsResidualProjection(string parameter);

    /// <summary>0, 1, 2 … on the real tokens of each row, whatever the side of the padding; 0 on the padding.</summary>
    public static Tensor PositionsFromMask(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return (mask.to(ScalarType.Int64).cumsum(-1) - 1).clamp_min(0).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the weights, and the adapter's.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Adapter?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A head with a table's numbers.</summary>
    private protected static Projection HeadOf(TokenEmbedding table)
    {
        using var noGrad = no_grad();
        using var type = WeightType.Set(table.Weight.dtype);
        var head = new Projection((int)table.Weight.shape[1], (int)table.Weight.shape[0], hasBias: false, isHead: true);
        head.Weight.copy_(table.Weight);
        head.Weight.requires_grad = table.Weight.requires_grad;
        head.Weight.DetachFromDisposeScope();
        return head;
    }

    /// <summary>config.json as it was read, but for a head that has become one of its own.</summary>
    private protected System.Text.Json.Nodes.JsonObject? Options(System.Text.Json.Nodes.JsonObject? original, bool isTied)
    {
        var json = original?.DeepClone().AsObject();
        if (json is not null && isTied && !TiesHead) json["tie_word_embeddings"] = false;
        return json;
    }

    /// <summary>Called by constructors. A model outlives the dispose scope in which it is made, so its parameters must leave that scope.</summary>
    protected void KeepParameters()
    {
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();
    }
}
