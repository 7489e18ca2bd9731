using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A linear layer, x·Wᵀ + b with the weight as [out, in]. It starts at zero: a checkpoint or <see cref="CausalModel.Initialize"/> follows.</summary>
internal sealed class Projection : Module, ILinearMap
{
    private readonly MatrixWeight weight;
    private readonly Parameter? bias;

    /// <param name="isHead">A head's logits are computed in float32, whatever other products are.</param>
    public Projection(int inputs, int outputs, bool hasBias = true, bool isHead = false) : base(nameof(Projection))
    {
        weight = new(isHead ? WeightType.New(outputs, inputs) : WeightType.NewMatrix(outputs, inputs));
        bias = hasBias ? Parameter(WeightType.New(outputs)) : null;
        RegisterComponents();
    }

    public Parameter Weight => weight;
    public Parameter? Bias => bias;
    public bool IsInputsFirst => false;
    public LoraPair? Lora { get; set; }

    public Tensor Run(Tensor x)                                                              // [..., in] → [..., out]
    {
        var y = LinearProduct.Of(x, weight, bias, isInputsFirst: false);
        return Lora is null ? y : Lora.Add(x, y);
    }
}
