using AlwaysOnPolicy.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A model's LoRA: small matrices beside linear layers, which are trained in the place of the model's own weights.</summary>
/// <remarks>They are no parameters of the model: its weights stay what they were, and with the adapter off it is the model it was, bit for bit.</remarks>
public sealed class LoraAdapter : IDisposable
{
    private readonly SortedDictionary<string, LoraPair> _pairs;

    private LoraAdapter(LoraOptions options, SortedDictionary<string, LoraPair> pairs) => (Options, _pairs) = (options, pairs);

    /// <summary>Its targets are named, also where they were left to the default.</summary>
    public LoraOptions Options { get; }

    /// <summary>lora_A.weight [rank, in] and lora_B.weight [out, rank] of each layer, under the layer's name.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters =>
        _pairs.SelectMany(p => new[] { ($"{p.Key}.lora_A.weight", p.Value.A), ($"{p.Key}.lora_B.weight", p.Value.B) });

    /// <summary>Whether the layers store their weights [in, out]. PEFT: fan_in_fan_out.</summary>
    internal bool IsInputsFirst => _pairs.Values.Any(p => p.Map.IsInputsFirst);

    /// <summary>Gives a model a new adapter, which changes nothing yet: A is uniform within ±1/√in (PEFT's kaiming_uniform with a = √5), B is 0. The model's
    /// own parameters are taken out of training.</summary>
    /// <exception cref="SettingsException">A target is no linear layer of the model.</exception>
    public static LoraAdapter Attach(CausalModel model, LoraOptions options, ulong seed)
    {
        var adapter = New(model, options);
        using (no_grad())
            foreach (var (name, pair) in adapter._pairs) Draw(pair.A, SeededRandom.For(seed, "lora_A", name));
        return adapter.AttachTo(model);
    }

    /// <summary>An adapter for a model, all 0 and not yet attached.</summary>
    /// <exception cref="SettingsException">As of <see cref="Attach"/>.</exception>
    internal static LoraAdapter New(CausalModel model, LoraOptions options)
    {
        options = options with { TargetModules = options.TargetModules.Count > 0 ? options.TargetModules : model.LoraTargets };
        var maps = model.named_modules().Where(m => m.module is ILinearMap).ToDictionary(m => m.name, m => (ILinearMap)m.module);
        foreach (var target in options.TargetModules)
            if (!maps.Keys.Any(name => Matches(name, target)))
                throw new SettingsException($"lora.target_modules: '{target}' is no linear layer of this {model.ModelType} model. Linear layers: " +
                    $"{string.Join(", ", maps.Keys.Select(n => n[(n.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal))}.");
        return new LoraAdapter(options, new(maps.Where(m => options.TargetModules.Any(t => Matches(m.Key, t)))
            .ToDictionary(m => m.Key, m => LoraPair.New(m.Value, options.Rank, options.Scale)), StringComparer.Ordinal));
    }

    /// <exception cref="InvalidOperationException">The model has one.</exception>
    internal LoraAdapter AttachTo(CausalModel model)
    {
        if (model.Adapter is not null) throw new InvalidOperationException("The model has an adapter already.");
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        foreach (var pair in _pairs.Values) pair.Map.Lora = pair;
        return model.Adapter = this;
    }

    /// <summary>Until the result is disposed of, the model runs without the adapter.</summary>
    public IDisposable Off() => new OffScope(_pairs.Values);

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

    public void Dispose()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Map.Lora = null;
            pair.Dispose();
        }
    }

    /// <summary>PEFT's rule: the whole name, or the end of it after a dot.</summary>
    internal static bool Matches(string name, string target) => target == LoraOptions.AllLinear
        ? name != CausalModel.UsualHead
        : name == target || name.EndsWith($".{target}", StringComparison.Ordinal);

    private static void Draw(Parameter a, SeededRandom random)
    {
        var bound = 1 / Math.Sqrt(a.shape[1]);
        using var values = tensor(Enumerable.Range(0, (int)a.numel()).Select(_ => (float)(bound * ((2 * random.NextDouble()) - 1))).ToArray(), a.shape);
        a.copy_(values);
    }

    private sealed class OffScope : IDisposable
    {
        private readonly LoraPair[] _switched;

        public OffScope(IEnumerable<LoraPair> pairs)
        {
            _switched = [.. pairs.Where(p => p.IsOn)];
            foreach (var pair in _switched) pair.IsOn = false;
        }

        public void Dispose()
        {
            foreach (var pair in _switched) pair.IsOn = true;
        }
    }
}
