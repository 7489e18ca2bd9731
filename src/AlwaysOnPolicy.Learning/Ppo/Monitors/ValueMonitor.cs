namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>The value head says the same everywhere, or errs more than a head that did, and is not getting better.</summary>
/// <remarks>An explained variance about 0 is no fault by itself: small models with a fast head learn well with it.</remarks>
internal sealed class ValueMonitor : IPpoMonitor
{
    /// <summary>Better is less than this part of the error at the start.</summary>
    private const double Better = 0.8;

    /// <summary>Errors so many times the returns' variance do more harm than no head.</summary>
    private const double Harmful = 1.5;

    /// <summary>Values that vary less than this part of the returns' variance are all the same.</summary>
    private const double Flat = 0.01;

    private readonly StepWindow _unexplained = new(10), _spread = new(10);

    public string? Look(PpoStepRecord record)
    {
        // RLOO and GRPO have no value head
        if (!record.Stats.TryGetValue("ppo/val/var_explained", out var explained) || !double.IsFinite(explained)) return null;
        _unexplained.Add(1 - explained);
        _spread.Add(record.Stats["ppo/val/var"] / Math.Max(record.Stats["ppo/returns/var"], 1e-12));
        if (!_unexplained.IsFull || _unexplained.Last <= Better * _unexplained.First) return null;
        return (_unexplained.Last, _spread.Last) switch
        {
            ( > Harmful, _) => $"Value head: its errors are {_unexplained.Last:0.0} times the returns' variance and do not fall, so advantages are mostly " +
                "its noise. " +
                "Lower PpoOptions.ValueHeadLearningRate, or begin with PpoOptions.ValueWarmupSteps.",
            ( > 0.9, < Flat) => "Value head: it says nearly the same of every token and does not learn. " +
                "Raise PpoOptions.ValueHeadLearningRate or PpoOptions.VfCoef, or begin with PpoOptions.ValueWarmupSteps.",
            _ => null,
        };
    }
}
