using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), in the order of operations of torch.optim.AdamW.</summary>
/// <remarks>The parameters stay the caller's; the moments are owned here. A step leaves a parameter without a gradient as it is, state and all.</remarks>
public sealed class AdamW : IDisposable
{
    private readonly List<AdamSlot> _slots = [];
    private readonly double _beta1, _beta2, _eps;

    /// <summary>An optimizer whose moments are 0 and whose step is the first.</summary>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8)
    {
        (_beta1, _beta2, _eps) = (beta1, beta2, eps);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in groups)
            foreach (var (name, value) in group.Parameters)
            {
                if (!names.Add(name)) throw new ArgumentException($"Two parameters are named '{name}'.", nameof(groups));
                _slots.Add(new(name, value, group.LearningRate, group.WeightDecay));
            }
    }

    /// <summary>How often <see cref="Step"/> was called, over saved and loaded states too.</summary>
    public long StepCount { get; private set; }

    /// <summary>Every parameter that is trained, in the order of the groups.</summary>
    public IEnumerable<Parameter> Parameters => _slots.Select(s => s.Value);

    internal IEnumerable<(string Name, Parameter Value)> NamedParameters => _slots.Select(s => (s.Name, s.Value));

    /// <summary>One group of every trainable parameter of a module.</summary>
    public static AdamW For(nn.Module module, double learningRate, double weightDecay = 0) =>
        new([new([.. module.named_parameters().Where(p => p.parameter.requires_grad)], learningRate, weightDecay)]);

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <param name="scale">The schedule's factor; every group's learning rate is multiplied by it.</param>
    public void Step(double scale = 1)
    {
        using var noGrad = no_grad();
        StepCount++;
        foreach (var slot in _slots) Move(slot, scale);
    }

    /// <summary>Drops the gradients, so that the next backward pass begins anew.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _slots) MatrixWeight.DropGradientOf(slot.Value);
    }

    /// <summary>Writes the state as &lt;parameter&gt;.exp_avg, .exp_avg_sq and .step, and the count of all steps as "step".</summary>
    public void Save(string safetensorsPath) => AdamState.Write(safetensorsPath, StepCount, _slots);

    /// <summary>Takes up a saved state; the next step is bit for bit what it would have been without the pause.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to a model with other parameters. The state is as before.</exception>
    public void Load(string safetensorsPath) => StepCount = AdamState.Read(safetensorsPath, _slots);

    /// <summary>Frees the moments; the parameters stay.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
    }

    private void Move(AdamSlot slot, double scale)
    {
        using var grad = MatrixWeight.GradientOf(slot.Value);
        if (grad is null) return;
        slot.Begin();
        var rate = slot.LearningRate * scale;
        var kernel = new AdamKernel(
            1 - rate * slot.WeightDecay, rate / (1 - Math.Pow(_beta1, slot.Steps)), Math.Sqrt(1 - Math.Pow(_beta2, slot.Steps)),
            _beta1, _beta2, _eps);
        var half = (slot.Value as MatrixWeight)?.Half;
        if (!IsPlain(slot.Value, ScalarType.Float32) || !IsPlain(grad, half is null ? ScalarType.Float32 : ScalarType.BFloat16))
            ApplyByTorch(kernel, slot, grad);
        else if (half is null)
            ForStretches(slot.Value.NumberOfElements, (from, count) => kernel.Apply(
                Stretch<float>(slot.Value, from, count), Stretch<float>(grad, from, count), Stretch<float>(slot.Mean, from, count),
                Stretch<float>(slot.Square, from, count)));
        else
            ForStretches(slot.Value.NumberOfElements, (from, count) => kernel.Apply(
                Stretch<float>(slot.Value, from, count), Stretch<ushort>(half, from, count), Stretch<ushort>(grad, from, count),
                Stretch<float>(slot.Mean, from, count), Stretch<float>(slot.Square, from, count)));
    }

    /// <summary>For what the kernel cannot read: other devices, number types or layouts.</summary>
    private static void ApplyByTorch(AdamKernel k, AdamSlot slot, Tensor grad)
    {
        using var scope = NewDisposeScope();
        if (grad.dtype != slot.Value.dtype) grad = grad.to(slot.Value.dtype);
        slot.Value.mul_(k.Decay);
        slot.Mean.lerp_(grad, 1 - k.Beta1);
        slot.Square.mul_(k.Beta2).addcmul_(grad, grad, 1 - k.Beta2);
        var denominator = slot.Square.sqrt().div_(k.RootCorrection).add_(k.Eps);
        slot.Value.addcdiv_(slot.Mean, denominator, -k.Rate);
        (slot.Value as MatrixWeight)?.Refresh();
    }

    /// <summary>Deals a large parameter out over the threads; a small one is not worth the while.</summary>
    private static void ForStretches(long length, Action<int, int> work)
    {
        const int Least = 1 << 14;
        var threads = (int)Math.Clamp(length / Least, 1, TorchThreads.Current);
        SideBySide.Run(threads, threads, i =>
        {
            var from = (int)(length * i / threads);
            work(from, (int)(length * (i + 1) / threads) - from);
        });
    }

    private static bool IsPlain(Tensor t, ScalarType type) => t.dtype == type && t.device_type == DeviceType.CPU && t.is_contiguous();

    private static Span<T> Stretch<T>(Tensor t, int from, int count) where T : struct => MemoryMarshal.Cast<byte, T>(t.bytes).Slice(from, count);
}
