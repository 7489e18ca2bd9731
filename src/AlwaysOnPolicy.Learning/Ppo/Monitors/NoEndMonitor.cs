using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo.Monitors;

/// <summary>No answer ends by itself: all are cut at the largest number of new tokens.</summary>
internal sealed class NoEndMonitor(PpoOptions options, SamplingOptions sampling) : IPpoMonitor
{
    private const int Steps = 5;
    private int _inARow, _lastEnded;

    /// <summary>Answers of one length are what such settings ask for.</summary>
    private bool LengthIsFixed => sampling.MinNewTokens >= sampling.MaxNewTokens;

    public string? Look(PpoStepRecord record)
    {
        if (LengthIsFixed) return null;
        if (record.EndedShare > 0) (_inARow, _lastEnded) = (0, record.Step);
        else _inARow++;
        if (_inARow < Steps) return null;
        var cut = $"in {Steps} steps one after the other every answer was cut at SamplingOptions.MaxNewTokens ({sampling.MaxNewTokens})";
        return _lastEnded > 0
            ? $"No answer ends any more: {cut}; the last that ended was in step {_lastEnded}. {Cure(ended: true)}"
            : $"No answer ends: {cut}. {Cure(ended: false)}";
    }

    private string Cure(bool ended)
    {
        if (sampling.EosIds.Count > 0 && !ended)
            return $"SamplingOptions.EosIds is [{string.Join(", ", sampling.EosIds)}]: see that the policy was taught one of them, or leave it empty, which " +
                "takes what the model's folder names.";
        List<string> cures = [];
        if (sampling.MinNewTokens > sampling.MaxNewTokens / 2) cures.Add($"lower SamplingOptions.MinNewTokens ({sampling.MinNewTokens})");
        if (options.MissingEosPenalty == 0) cures.Add("set PpoOptions.MissingEosPenalty, which takes it off the score of an answer that was cut");
        else if (ended) cures.Add($"raise PpoOptions.MissingEosPenalty ({options.MissingEosPenalty:0.##})");
        cures.Add("raise SamplingOptions.MaxNewTokens");
        if (ended && options.LengthPenalty == 0) cures.Add("set PpoOptions.LengthPenalty");
        var advice = $"{string.Join(", or ", cures)}.";
        return ended
            ? char.ToUpperInvariant(advice[0]) + advice[1..]
            : "The policy was never taught to end, or it was taught another token than those that aop models inspect shows for it: fine-tune it first. Where " +
                "it only takes longer, " + advice;
    }
}
