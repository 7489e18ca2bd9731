using TorchSharp;
using TorchSharp.Modules;

namespace AlwaysOnPolicy.Learning.Optimization;

public static class GradientNorm
{
    /// <summary>Scales all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is the L2 norm over all of them together.</summary>
    /// <param name="maxNorm">Infinity measures and changes nothing.</param>
    /// <returns>The norm before clipping; not finite when a gradient is not, and then the gradients are spoilt: do not step.</returns>
    /// <remarks>The arithmetic of torch.nn.utils.clip_grad_norm_. Parameters without a gradient are left out.</remarks>
    public static double Clip(IEnumerable<Parameter> parameters, double maxNorm) =>
        torch.nn.utils.clip_grad_norm_(parameters, maxNorm);
}
