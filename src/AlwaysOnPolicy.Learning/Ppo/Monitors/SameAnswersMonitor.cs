namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>Different questions get the same answer.</summary>
internal sealed class SameAnswersMonitor(PpoOptions options) : IPpoMonitor
{
    private const int Steps = 3;
    private int _inARow;

    public string? Look(PpoStepRecord record)
    {
        _inARow = record.DistinctShare <= options.MinDistinctShare ? _inARow + 1 : 0;
        return _inARow >= Steps
            ? $"Same answers: in {Steps} steps one after the other only {record.DistinctShare:0%} of a batch's answers differed " +
                $"(PpoOptions.MinDistinctShare is {options.MinDistinctShare:0.##}: \"{Cut(record.Sample.Answer)}\"). The policy " +
              "answers every question alike. Go back to an earlier checkpoint, and raise PpoOptions.InitKlCoef or PpoOptions.EntropyCoef, or lower " +
              "PpoOptions.LearningRate."
            : null;
    }

    private static string Cut(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
