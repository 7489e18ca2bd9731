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

    private const double Least = 1e-12;

    /// <summary>Each apart: a batch whose returns hardly differ has a large quotient by itself, and would outweigh the others in a mean of quotients.</summary>
    private readonly StepWindow _error = new(10), _returns = new(10), _values = new(10);

    public string? Look(PpoStepRecord record)
    {
        // RLOO and GRPO have no value head
        if (!record.Stats.TryGetValue("ppo/val/error", out var error) || !double.IsFinite(error)) return null;
        _error.Add(error);
        _returns.Add(record.Stats["ppo/returns/var"]);
        _values.Add(record.Stats["ppo/val/var"]);
        if (!_error.IsFull) return null;
        var (first, last) = (_error.First / Math.Max(_returns.First, Least), _error.Last / Math.Max(_returns.Last, Least));
        if (last <= Better * first) return null;
        return (last, _values.Last / Math.Max(_returns.Last, Least)) switch
        {
            ( > Harmful, _) => $"Value head: its errors are {last:0.0} times the returns' variance and do not fall, so advantages are mostly its noise. " +
                "Lower PpoOptions.ValueHeadLearningRate, or begin with PpoOptions.ValueWarmupSteps.",
            ( > 0.9, < Flat) => "Value head: it says nearly the same of every token and does not learn. " +
                "Raise PpoOptions.ValueHeadLearningRate or PpoOptions.VfCoef, or begin with PpoOptions.ValueWarmupSteps.",
            _ => null,
        };
    }
}
