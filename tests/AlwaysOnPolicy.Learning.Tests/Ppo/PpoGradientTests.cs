using AlwaysOnPolicy.Learning.Ppo;
using CsCheck;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Tests.Ppo;

/// <summary>The loss's gradient against central differences, in double precision.</summary>
public sealed class PpoGradientTests
{
    private const int Tokens = 8;
    private const double Width = 1e-6;

    private static readonly Gen<double[]> Numbers = Gen.Double[-1, 1].Array[Tokens];

    private static readonly double[] s_mask = [1, 1, 0, 1, 1, 1, 0, 1];

    [Fact]
    public void The_gradient_by_log_probability_and_by_value_is_that_of_finite_differences() =>
        Gen.Select(Numbers, Numbers, Numbers, Numbers).Sample((moves, advantages, values, returns) =>
        {
            using var scope = NewDisposeScope();
            double[] point = [.. moves.Select(m => m / 2), .. values];
            if (NearAnEdge(point, returns)) return;

            var at = tensor(point, requires_grad: true);
            Loss(at, advantages, returns).backward();
            var gradient = at.grad!.data<double>().ToArray();
            for (var i = 0; i < point.Length; i++)
            {
                double Moved(double by)
                {
                    using var inner = NewDisposeScope();
                    return Loss(tensor(point.Select((p, j) => j == i ? p + by : p).ToArray()), advantages, returns).item<double>();
                }
                gradient[i].ShouldBe((Moved(Width) - Moved(-Width)) / (2 * Width), 1e-6);
            }
        }, iter: 60, threads: 1);

    /// <summary>The first half of <paramref name="point"/> moves the log-probabilities away from the rollout's, the second half are values; the rollout's are
    /// 0.</summary>
    private static Tensor Loss(Tensor point, double[] advantages, double[] returns)
    {
        var (ratio, values, mask) = (point[..Tokens].exp(), point[Tokens..], tensor(s_mask));
        var (policy, _) = PpoArithmetic.PolicyLoss(ratio, tensor(advantages), mask, 0.2);
        var (value, _) = PpoArithmetic.ValueLoss(values, zeros(Tokens, ScalarType.Float64), tensor(returns), mask, 0.2);
        return policy + (0.1 * value);
    }

    /// <summary>Where max and clamp turn a corner there is no gradient to compare with.</summary>
    private static bool NearAnEdge(double[] point, double[] returns)
    {
        for (var t = 0; t < Tokens; t++)
        {
            var (ratio, value) = (Math.Exp(point[t]), point[Tokens + t]);
            var near = Math.Clamp(value, -0.2, 0.2);
            if (Math.Abs(ratio - 0.8) < 1e-4 || Math.Abs(ratio - 1.2) < 1e-4 || Math.Abs(Math.Abs(value) - 0.2) < 1e-4) return true;
            if (Math.Abs(value) > 0.2 && Math.Abs(Math.Pow(value - returns[t], 2) - Math.Pow(near - returns[t], 2)) < 1e-4) return true;
        }
        return false;
    }
}
