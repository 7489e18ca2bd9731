namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>β, the weight of the KL penalty: fixed, or steered towards a target (Ziegler et al. 2019, section 2.2).</summary>
internal sealed class KlController(PpoOptions options)
{
    public double Value { get; set; } = options.InitKlCoef;

    /// <param name="kl">Of the step: per sequence, batch mean.</param>
    /// <param name="rollouts">In the step.</param>
    public void Update(double kl, int rollouts)
    {
        if (!options.AdaptiveKl || !double.IsFinite(kl)) return;
        var error = Math.Clamp((kl / options.Target) - 1, -0.2, 0.2);
        Value *= 1 + (error * rollouts / options.Horizon);
    }
}
