namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Rises linearly from 0 during the warm-up, then falls linearly to a fraction of the learning rate.</summary>
/// <param name="WarmupSteps">The step with this number is the first at the full rate.</param>
/// <param name="TotalSteps">The fall would end here; the last step, number TotalSteps − 1, is one slice above the end.</param>
/// <param name="FinalFraction">Where the fall ends, as a fraction of the full rate, 0-1; 1 keeps the rate constant after the warm-up.</param>
/// <remarks>With a final fraction of 0 it equals transformers' get_linear_schedule_with_warmup.</remarks>
public sealed record LinearSchedule(int WarmupSteps, int TotalSteps, double FinalFraction = 0)
{
    /// <summary>Whether the factor of a step depends on <see cref="TotalSteps"/>: a training that may go on longer than it was meant to must not.</summary>
    public bool NeedsLength => FinalFraction != 1;

    /// <summary>The factor on the learning rate at a step, counted from 0.</summary>
    public double Factor(int step)
    {
        if (step < WarmupSteps) return (double)step / Math.Max(1, WarmupSteps);
        var left = Math.Max(0.0, (double)(TotalSteps - step) / Math.Max(1, TotalSteps - WarmupSteps));
        return FinalFraction + (1 - FinalFraction) * Math.Min(1, left);
    }
}
