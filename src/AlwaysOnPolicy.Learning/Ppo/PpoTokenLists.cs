using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What the updates of a step say of each response token, mini-batch after mini-batch.</summary>
internal sealed class PpoTokenLists
{
    public List<double> Ratios { get; } = [];
    public List<double> Advantages { get; } = [];

    public void Add(Tensor ratio, Tensor advantages, Tensor mask)
    {
        Ratios.AddRange(Values(ratio, mask));
        Advantages.AddRange(Values(advantages, mask));
    }

    /// <summary>The entries where the mask is 1, row after row.</summary>
    public static double[] Values(Tensor perToken, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return [.. perToken.masked_select(mask.to(ScalarType.Bool)).data<float>().ToArray().Select(x => (double)x)];
    }
}
