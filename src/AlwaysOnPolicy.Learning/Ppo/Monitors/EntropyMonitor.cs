namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>The policy no longer tries anything: nothing is left to learn from.</summary>
internal sealed class EntropyMonitor : IPpoMonitor
{
    private const double Fraction = 0.2;
    private readonly StepWindow _entropy = new(5);

    public string? Look(PpoStepRecord record)
    {
        _entropy.Add(record.Entropy);
        return _entropy.IsFull && _entropy.Last < Fraction * _entropy.First
            ? $"Entropy collapse: the policy's entropy fell from {_entropy.First:0.00} to {_entropy.Last:0.00} nats a token; nearly every answer is decided " +
                "before it " +
              "is drawn. Raise PpoOptions.EntropyCoef (0.01) or PpoOptions.InitKlCoef, or lower PpoOptions.LearningRate."
            : null;
    }
}
