using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

internal static class Activations
{
    /// <param name="name">As config.json spells it.</param>
    public static Tensor Apply(string name, Tensor x) => name switch
    {
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        "gelu" => functional.gelu(x),
        "relu" => functional.relu(x),
        "silu" or "swish" => functional.silu(x),
        "tanh" => x.tanh(),
        _ => throw new CheckpointException($"The activation '{name}' is not supported."),
    };
}
