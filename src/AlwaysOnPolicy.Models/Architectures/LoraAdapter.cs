using AlwaysOnPolicy.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A model's LoRA: small matrices beside linear layers, which are trained in the place of the model's own weights.</summary>
/// <remarks>They are no parameters of the model: its weights stay what they were, and with the adapter off it is the model it was, bit for bit. What PEFT's
/// bias and modules_to_save train of the model itself is kept in its first state too, for the same end.</remarks>
public sealed class LoraAdapter : IDisposable
{
    private readonly SortedDictionary<string, LoraPair> _pairs;
    private readonly SortedDictionary<string, (Parameter Own, Tensor First)> _trained = new(StringComparer.Ordinal);

    private LoraAdapter(AdapterOptions options, SortedDictionary<string, LoraPair> pairs) => (All, _pairs) = (options, pairs);

    /// <summary>Its targets are named, also where they were left to the default.</summary>
    public LoraOptions Options => All.Lora;

    internal AdapterOptions All { get; }

    /// <summary>lora_A.weight [rank, in] and lora_B.weight [out, rank] of each layer, and what else PEFT has of it, under the layer's name.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters => _pairs.SelectMany(p => p.Value.Parameters.Select(q => ($"{p.Key}.{q.Name}", q.Value)));

    /// <summary>The model's own parameters that are trained with it, under their names.</summary>
    internal IEnumerable<(string Name, Parameter Value)> Trained => _trained.Select(t => (t.Key, t.Value.Own));

    /// <summary>Whether the layers store their weights [in, out]. PEFT: fan_in_fan_out.</summary>
    internal bool IsInputsFirst => _pairs.Values.Any(p => p.Map is { IsInputsFirst: true, IsLookup: false });

    /// <summary>Whether a layer has a pair.</summary>
    internal bool Has(string layer) => _pairs.ContainsKey(layer);

    /// <summary>Gives a model a new adapter, which changes nothing yet: A is uniform within ±1/√in (PEFT's kaiming_uniform with a = √5), B is 0; of embeddings
    /// A is 0
    /// and B normal. The model's own parameters are taken out of training. A head that is the embedding itself becomes one of its own where either is a
    /// target.</summary>
    /// <exception cref="SettingsException">A target is no linear layer of the model.</exception>
    public static LoraAdapter Attach(CausalModel model, LoraOptions options, ulong seed) => Attach(model, new AdapterOptions(options), seed);

    /// <inheritdoc cref="Attach(CausalModel, LoraOptions, ulong)"/>
    internal static LoraAdapter Attach(CausalModel model, AdapterOptions options, ulong seed)
    {
        var adapter = New(model, options);
        using (no_grad())
            foreach (var (name, pair) in adapter._pairs) Draw(pair, seed, name);
        return adapter.AttachTo(model);
    }

    /// <summary>An adapter for a model, all 0 and not yet attached.</summary>
    /// <exception cref="SettingsException">As of <see cref="Attach(CausalModel, LoraOptions, ulong)"/>.</exception>
    internal static LoraAdapter New(CausalModel model, AdapterOptions options)
    {
        if (options.TargetPattern is null && options.Lora.TargetModules.Count == 0)
            options = options with { Lora = options.Lora with { TargetModules = model.LoraTargets } };
        var embedding = model.EmbeddingName[..^".weight".Length];
        if (model.TiesHead && new[] { embedding, model.HeadName }.Any(n => options.IsTarget(n, isPlain: false) || options.IsSaved(n)))
        {
            if (options.KeepsTie)
                throw new CheckpointException("adapter_config.json: ensure_weight_tying is true, which is not supported where the embeddings are adapted and " +
                    "the head is the same matrix. Merge the adapter into its model with PEFT (merge_and_unload) and give the merged folder.");
            model.Untie();
        }
        var maps = model.named_modules().Where(m => m.module is ILinearMap).ToDictionary(m => m.name, m => (ILinearMap)m.module);
        bool IsPlain(string name) => !maps[name].IsLookup && name != model.HeadName;
        foreach (var target in options.TargetPattern is { } pattern ? [pattern] : options.Lora.TargetModules)
        {
            var alone = options.TargetPattern is null ? options with
            {
                Lora = options.Lora with { TargetModules = [target] },
                Layers = [],
                Excluded = [],
                ExcludedPattern = null,
                ModulesToSave = []
            } : options;
            if (!maps.Keys.Any(name => alone.IsTarget(name, IsPlain(name))))
                throw new SettingsException($"lora.target_modules: '{target}' is no linear layer of this {model.ModelType} model. Linear layers: " +
                    $"{string.Join(", ", maps.Keys.Select(n => n[(n.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal))}.");
        }
        foreach (var module in options.ModulesToSave)
            if (!model.named_modules().Any(m => m.name.EndsWith(module, StringComparison.Ordinal)))
                throw new SettingsException($"modules_to_save: '{module}' is no module of this {model.ModelType} model.");
        return new LoraAdapter(options, new(maps.Where(m => options.IsTarget(m.Key, IsPlain(m.Key)))
            .ToDictionary(m => m.Key, m => LoraPair.New(m.Value, options.RankOf(m.Key), options.ScaleOf(m.Key), options.UseDora)), StringComparer.Ordinal));
    }

    /// <exception cref="InvalidOperationException">The model has one.</exception>
    internal LoraAdapter AttachTo(CausalModel model)
    {
        if (model.Adapter is not null) throw new InvalidOperationException("The model has an adapter already.");
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!_trained.ContainsKey(name) && IsTrained(name)) Keep(name, parameter);
            parameter.requires_grad = IsTrained(name);
        }
        foreach (var pair in _pairs.Values) pair.Map.Lora = pair;
        return model.Adapter = this;
    }

    /// <summary>Whether one of the model's own parameters is trained with it.</summary>
    internal bool IsTrained(string parameter)
    {
        var module = parameter[..Math.Max(parameter.LastIndexOf('.'), 0)];
        if (All.IsSaved(module)) return true;
        return parameter.EndsWith(".bias", StringComparison.Ordinal) && (All.Bias == LoraBias.All || (All.Bias == LoraBias.LoraOnly && Has(module)));
    }

    /// <summary>Remembers what a parameter is without the adapter, which is about to change it.</summary>
    internal void Keep(string name, Parameter own)
    {
        using var noGrad = no_grad();
        _trained.Add(name, (own, own.clone().DetachFromDisposeScope()));
    }

    /// <summary>Until the result is disposed of, the model runs without the adapter.</summary>
    public IDisposable Off() => new OffScope(_pairs.Values, _trained.Values);

    /// <summary>A layer's weight with the adapter in it, or null where the parameter has none.</summary>
    internal Tensor? Merged(string parameter) =>
        parameter.EndsWith(".weight", StringComparison.Ordinal) ? _pairs.GetValueOrDefault(parameter[..^".weight".Length])?.Merged() : null;

    /// <summary>Adds the adapter to the weights of the model that carries it, and takes it off.</summary>
    internal void MergeInto(CausalModel model)
    {
        using (var scope = NewDisposeScope())
        using (no_grad())
            foreach (var pair in _pairs.Values) pair.Map.Weight.copy_(pair.Merged());
        Dispose();
        model.Adapter = null;
    }

    /// <summary>Puts back what it changed of the model, which has not been given to anyone yet.</summary>
    internal void Undo()
    {
        using var noGrad = no_grad();
        foreach (var (own, first) in _trained.Values) own.copy_(first);
        Dispose();
    }

    /// <summary>Frees the adapter's matrices; the model's weights stay.</summary>
    public void Dispose()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Map.Lora = null;
            pair.Dispose();
        }
        foreach (var (_, first) in _trained.Values) first.Dispose();
    }

    /// <summary>PEFT's rule: the whole name, or the end of it after a dot.</summary>
    internal static bool Matches(string name, string target) => new AdapterOptions(new LoraOptions { TargetModules = [target] })
        .IsTarget(name, name != CausalModel.UsualHead);

    private static void Draw(LoraPair pair, ulong seed, string name)
    {
        var random = SeededRandom.For(seed, "lora_A", name);
        var drawn = pair.Map.IsLookup ? pair.B : pair.A;
        var bound = 1 / Math.Sqrt(pair.A.shape[1]);
        double Next() => pair.Map.IsLookup ? random.NextGaussian() : bound * ((2 * random.NextDouble()) - 1);
        using var values = tensor(Enumerable.Range(0, (int)drawn.numel()).Select(_ => (float)Next()).ToArray(), drawn.shape);
        drawn.copy_(values);
    }

    private sealed class OffScope : IDisposable
    {
        private readonly LoraPair[] _switched;
        private readonly (Parameter Own, Tensor Trained)[] _trained;

        public OffScope(IEnumerable<LoraPair> pairs, IEnumerable<(Parameter Own, Tensor First)> trained)
        {
            using var noGrad = no_grad();
            _switched = [.. pairs.Where(p => p.IsOn)];
            foreach (var pair in _switched) pair.IsOn = false;
            _trained = [.. trained.Select(t => (t.Own, t.Own.clone().DetachFromDisposeScope()))];
            foreach (var (own, first) in trained) own.copy_(first);
        }

        public void Dispose()
        {
            using var noGrad = no_grad();
            foreach (var pair in _switched) pair.IsOn = true;
            foreach (var (own, trained) in _trained)
            {
                own.copy_(trained);
                trained.Dispose();
            }
        }
    }
}
