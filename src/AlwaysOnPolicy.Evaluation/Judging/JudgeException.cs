namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Too many comparisons got no verdict: going on would make a result of failures.</summary>
public sealed class JudgeException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public JudgeException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public JudgeException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Stops a judging whose failed verdicts are more than the share that is allowed.</summary>
    /// <param name="share">0-1.</param>
    /// <param name="setting">That allows it, for the message.</param>
    /// <exception cref="JudgeException">They are more.</exception>
    public static void RequireShare(IReadOnlyList<Verdict> verdicts, double share, string setting)
    {
        Verdict[] failed = [.. verdicts.Where(v => v.Preference == Preference.Failed)];
        if (failed.Length > share * verdicts.Count)
            throw NoVerdicts($"in {failed.Length} of {verdicts.Count} comparisons, more than the share of {share:0.##} that '{setting}' " +
                "allows", failed[^1]);
    }

    /// <param name="howOften">Ends the sentence "gave no verdict …".</param>
    internal static JudgeException NoVerdicts(string howOften, Verdict last) => new(
        $"The judge '{last.Judge}' gave no verdict {howOften}. The last time: {last.Failure?.TrimEnd('.')}. " +
        "Check the service with 'aop doctor', take a model that replies with one letter, or give one that thinks first more 'max_output_tokens'. " +
        "The verdicts that there are, are kept: the same command asks only for the others.");
}
