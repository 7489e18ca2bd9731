namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>A kind of GPU in machines of eight. All numbers are the maker's, bfloat16 without sparsity.</summary>
/// <param name="Flops">A second.</param>
/// <param name="MemoryBytes">Of one.</param>
/// <param name="MemoryBandwidth">Bytes a second.</param>
/// <param name="LinkBandwidth">Bytes a second between GPUs of one machine, each way.</param>
/// <param name="NetworkBandwidth">Bytes a second of one GPU to other machines, each way.</param>
internal sealed record GpuKind(string Name, double Flops, double MemoryBytes, double MemoryBandwidth, double LinkBandwidth, double NetworkBandwidth)
{
    public const int OfAMachine = 8;

    /// <summary>NVIDIA's data sheet of the H100 (SXM), and of the DGX H100: a 400 Gb/s port for each GPU.</summary>
    public static GpuKind H100 => new("H100", 989e12, 80e9, 3.35e12, 450e9, 50e9);

    /// <summary>NVIDIA's data sheet of the A100 (SXM, 80 GB), whose links the A800 has at two thirds; a 200 Gb/s port for each GPU.</summary>
    public static GpuKind A800 => new("A800", 312e12, 80e9, 2.04e12, 200e9, 25e9);
}

/// <summary>The shape of a policy.</summary>
/// <param name="KeysWidth">Numbers of a token's keys in one layer, and as many of its values.</param>
internal sealed record PolicyShape(string Name, double Parameters, int Layers, int KeysWidth)
{
    /// <summary>Llama 2 (arXiv 2307.09288), 7B.</summary>
    public static PolicyShape Seven => new("7B", 6.74e9, 32, 4096);

    /// <summary>Llama 2, 13B.</summary>
    public static PolicyShape Thirteen => new("13B", 13.0e9, 40, 5120);

    /// <summary>Llama 2, 70B: eight heads of keys.</summary>
    public static PolicyShape Seventy => new("70B", 69.0e9, 80, 1024);

    /// <summary>In bfloat16.</summary>
    public double WeightBytes => 2 * Parameters;

    /// <summary>Keys and values of a token, in bfloat16.</summary>
    public double CacheBytes => 2.0 * Layers * KeysWidth * 2;
}

/// <summary>What GPUs reach of their makers' numbers, and what else is taken as given.</summary>
internal static class Reached
{
    /// <summary>Of its FLOPs in training: 38 to 43 % were seen for Llama 3 on 8,192 to 16,384 H100 (arXiv 2407.21783, table 4).</summary>
    public const double Training = 0.40;

    /// <summary>Of its FLOPs in a pass over prompts or whole answers. An assumption: training's, without its exchange of gradients.</summary>
    public const double Forward = 0.50;

    /// <summary>Of its memory's bandwidth in writing token by token: 77 % were published for vLLM with Llama 3.1 8B on an A100, one request at a time.</summary>
    public const double Writing = 0.77;

    /// <summary>Of a GPU's memory that may be filled.</summary>
    public const double Memory = 0.9;

    /// <summary>Seconds of two sums over the GPUs that share a layer, for one token each. An assumption.</summary>
    public const double SecondsOfALayersSums = 20e-6;

    /// <summary>Seconds to pass from writing to learning and back. An assumption.</summary>
    public const double SecondsOfATurn = 1.0;

    /// <summary>Bytes of a trained parameter: weight and gradient in bfloat16, master weight and two moments in float32.</summary>
    public const double TrainedBytes = 2 + 2 + 12;

    /// <summary>Of the weights, what LoRA of rank 32 on all linear layers trains: .6 % at 7B, less above.</summary>
    public const double LoraShare = 0.006;

    /// <summary>USD an hour of an H100. An assumption: offers were between 2 and 4.</summary>
    public const double PriceOfAnHour = 2.5;
}
