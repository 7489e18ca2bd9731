using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Formats;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>The exponential moving average of what is trained of a policy: mean ← decay · mean + (1 − decay) · weight, from the weights it starts
/// with.</summary>
/// <remarks>Of a LoRA the matrices A and B are averaged, each by itself.</remarks>
internal sealed class PolicyAverage : IDisposable
{
    private readonly double _decay;
    private readonly (string Name, Parameter Value, Tensor Mean)[] _slots;

    public PolicyAverage(IEnumerable<(string Name, Parameter Value)> parameters, double decay)
    {
        _decay = decay;
        using var noGrad = no_grad();
        _slots = [.. parameters.Select(p => (p.Name, p.Value, p.Value.clone().DetachFromDisposeScope()))];
    }

    /// <summary>To be called after each step of the optimizer.</summary>
    public void Update()
    {
        using var noGrad = no_grad();
        foreach (var (_, value, mean) in _slots) mean.lerp_(value, 1 - _decay);
    }

    /// <summary>Puts the averages into the policy's place, and the weights back when the result is disposed of.</summary>
    public IDisposable Swap()
    {
        Exchange();
        return new SwapScope(this);
    }

    public void Save(string path) => SafeTensors.Write(path, _slots.Select(s => (s.Name, s.Mean)));

    /// <exception cref="CheckpointException">The file is missing, damaged or of another policy; the averages are as before.</exception>
    public void Load(string path)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(path);
        foreach (var (name, _, mean) in _slots)
            if (!stored.TryGetValue(name, out var value) || !value.shape.SequenceEqual(mean.shape))
                throw new CheckpointException($"'{path}': '{name}' is missing or of another shape. It is not the average of this policy: " +
                    "name the folder that was saved with its weights.");
        foreach (var (name, _, mean) in _slots) mean.copy_(stored[name]);
    }

    public void Dispose()
    {
        foreach (var (_, _, mean) in _slots) mean.Dispose();
    }

    private void Exchange()
    {
        using var noGrad = no_grad();
        foreach (var (_, value, mean) in _slots)
        {
            using var kept = value.clone();
            value.copy_(mean);
            (value as MatrixWeight)?.Refresh();
            mean.copy_(kept);
        }
    }

    private sealed class SwapScope(PolicyAverage average) : IDisposable
    {
        public void Dispose() => average.Exchange();
    }
}
