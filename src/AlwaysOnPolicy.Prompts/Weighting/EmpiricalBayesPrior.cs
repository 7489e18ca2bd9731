namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A Normal prior that is estimated from the very values that it shrinks: what the noise does not explain of their variance is real.</summary>
/// <param name="Mean">c, where a value without evidence is put.</param>
/// <param name="Variance">A, the variance of the true values around c.</param>
/// <remarks>
/// Values xᵢ are true values θᵢ ~ N(c, A) measured with squared standard errors sᵢ².
/// 1. Measured spread: V = Σ(xᵢ − x̄)²/(n − 1) around their mean, or Σxᵢ²/n around zero. Its expectation is A + mean sᵢ².
/// 2. A = max(0, V − mean sᵢ²).
/// 3. θᵢ given xᵢ: mean c + A/(A + sᵢ²)·(xᵢ − c), variance A·sᵢ²/(A + sᵢ²).
/// Morris 1983, "Parametric empirical Bayes inference"; A by moments as the variance component of Hedges 1983.
/// </remarks>
public readonly record struct EmpiricalBayesPrior(double Mean, double Variance)
{
    /// <summary>The prior around the values' own mean. A single value tells no variance: A is 0.</summary>
    public static EmpiricalBayesPrior AroundMean(IReadOnlyList<double> values, IReadOnlyList<double> squaredErrors)
    {
        var measured = SampleMean.Of(values);
        return new(measured.Mean, Math.Max(0, (measured.Variance ?? 0) - squaredErrors.Average()));
    }

    /// <summary>The prior around zero, for values that are deviations.</summary>
    public static EmpiricalBayesPrior AroundZero(IReadOnlyList<double> values, IReadOnlyList<double> squaredErrors) =>
        new(0, Math.Max(0, values.Average(v => v * v) - squaredErrors.Average()));

    /// <summary>Mean of the true value after a measurement.</summary>
    /// <param name="squaredError">s², from 0 (the value is believed) on.</param>
    public double PosteriorMean(double value, double squaredError) => Mean + (squaredError == 0 ? 1 : Variance / (Variance + squaredError)) * (value - Mean);

    /// <summary>Variance of the true value after a measurement.</summary>
    public double PosteriorVariance(double squaredError) => squaredError == 0 ? 0 : Variance * squaredError / (Variance + squaredError);

    /// <summary>The posterior mean of each value.</summary>
    public double[] Shrink(IReadOnlyList<double> values, IReadOnlyList<double> squaredErrors)
    {
        var prior = this;
        return [.. values.Zip(squaredErrors, prior.PosteriorMean)];
    }
}
