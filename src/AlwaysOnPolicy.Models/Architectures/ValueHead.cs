using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>PPO's value function: a linear map of the policy's last hidden state (after the final norm), without dropout.</summary>
/// <remarks>Saved among the policy's weights under TRL's names, v_head.summary.weight [1, C] and v_head.summary.bias [1].</remarks>
public sealed class ValueHead : Module<Tensor, Tensor>
{
    private readonly Linear summary;

    /// <summary>A head that says 0 everywhere.</summary>
    public ValueHead(int hiddenSize) : base(nameof(ValueHead))
    {
        summary = Linear(hiddenSize, 1);
        using var noGrad = no_grad();
        summary.weight!.zero_();
        summary.bias!.zero_();
        RegisterComponents();
    }

    /// <summary>The value at each token.</summary>
    /// <param name="hidden">[..., C].</param>
    /// <returns>[...].</returns>
    public override Tensor forward(Tensor hidden) => summary.call(hidden).squeeze(-1);
}
