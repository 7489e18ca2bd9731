namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>Learning on GPUs that hold slices of weights, gradients and moments (fully sharded), in as few machines as hold them; further machines hold them
/// again and exchange gradients. Where all GPUs together are too few, LoRA learns over weights that stay.</summary>
/// <param name="Sharing">GPUs that hold one set of slices.</param>
internal sealed record ScaleLearning(GpuKind Gpu, PolicyShape Policy, int Gpus, int Sharing, bool IsLora)
{
    /// <summary>Half of the memory may be learning's; the rest is for activations, and for the policy that writes.</summary>
    public static ScaleLearning For(GpuKind gpu, PolicyShape policy, int gpus)
    {
        int Fewest(double bytes)
        {
            for (var sharing = Math.Min(gpus, GpuKind.OfAMachine); sharing <= gpus; sharing *= 2)
                if (bytes / sharing <= 0.5 * gpu.MemoryBytes) return sharing;
            return 0;
        }

        var full = Fewest(policy.Parameters * Reached.TrainedBytes);
        return full > 0 ? new(gpu, policy, gpus, full, IsLora: false) : new(gpu, policy, gpus, Math.Max(1, Fewest(policy.WeightBytes)), IsLora: true);
    }

    /// <summary>Bytes of a GPU's memory.</summary>
    public double Taken => (IsLora ? Policy.WeightBytes : Policy.Parameters * Reached.TrainedBytes) / Sharing;

    /// <summary>What changes in a step, and goes to those that write: all weights, or the adapters'.</summary>
    public double ChangedBytes => Policy.WeightBytes * (IsLora ? Reached.LoraShare : 1);

    /// <summary>Seconds of a pass of the policy, the anchor and the reward model, one of the policy's size, over rows.</summary>
    public double ForwardSeconds(int rows, double tokens) => 3 * Math.Max(Fetch, Rows(rows) * tokens * 2 * Policy.Parameters / (Gpu.Flops * Reached.Forward));

    /// <summary>Seconds of one step of the optimizer on a mini-batch. Weights travel while others are multiplied.</summary>
    public double StepSeconds(int rows, double tokens)
    {
        // Forward, forward once more in place of kept activations, and back, which for LoRA leaves the weights' own gradients out.
        var flops = (IsLora ? 6 : 8) * Policy.Parameters;
        var computed = Rows(rows) * tokens * flops / (Gpu.Flops * Reached.Training);
        return Math.Max(computed, (IsLora ? 2 : 3) * Fetch) + ExchangeSeconds;
    }

    /// <summary>Bytes that all GPUs together receive in one step of the optimizer: slices, and the others' gradients.</summary>
    public double StepBytes => Gpus * (((IsLora ? 2 : 3) * Policy.WeightBytes * (Sharing - 1) / Sharing) + (Gpus > Sharing ? 2 * ChangedBytes / Sharing : 0));

    /// <summary>A row is whole on one GPU: more GPUs than rows wait.</summary>
    private double Rows(int rows) => Math.Ceiling((double)rows / Gpus);

    /// <summary>Seconds in which every GPU sees all weights once.</summary>
    private double Fetch => Sharing == 1 ? 0
        : Math.Max(Policy.WeightBytes / Gpu.LinkBandwidth, Machines == 1 ? 0
            : Policy.WeightBytes * (Machines - 1) / Machines / (Gpu.NetworkBandwidth * GpuKind.OfAMachine));

    private double Machines => Math.Max(1, Sharing / GpuKind.OfAMachine);

    private double ExchangeSeconds => Gpus > Sharing ? 2 * ChangedBytes / Sharing / Gpu.NetworkBandwidth : 0;
}
