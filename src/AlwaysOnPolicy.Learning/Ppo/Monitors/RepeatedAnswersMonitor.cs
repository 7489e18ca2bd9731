namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Answers come to be made of the same pieces, within themselves or from one to the next, while each may still differ from the others.</summary>
internal sealed class RepeatedAnswersMonitor(PpoOptions options) : IPpoMonitor
{
    /// <summary>Answers to like questions share phrases from the start: so much more than then is a change.</summary>
    private const double Rise = 0.15;

    private readonly StepWindow _repeated = new(5);

    public string? Look(PpoStepRecord record)
    {
        _repeated.Add(record.RepeatedShare);
        return _repeated.IsFull && _repeated.Last > options.MaxRepeatedShare && _repeated.Last > _repeated.First + Rise
            ? $"Repeated answers: the share of four tokens in a row that stand more than once in a step's answers rose from {_repeated.First:0%} to " +
                $"{_repeated.Last:0%}, above PpoOptions.MaxRepeatedShare ({options.MaxRepeatedShare:0.##}). The policy says the same everywhere. Read the " +
                "samples; if they got worse, raise PpoOptions.InitKlCoef or PpoOptions.EntropyCoef, lower PpoOptions.LearningRate, or take fewer steps."
            : null;
    }
}
