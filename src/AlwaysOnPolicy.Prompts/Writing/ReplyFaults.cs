namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Counts what was wrong with replies. Safe from any thread.</summary>
internal sealed class ReplyFaults
{
    private int _errors, _unanswered, _unlisted, _short, _repeated;

    public void Error() => Interlocked.Increment(ref _errors);

    public void Unanswered() => Interlocked.Increment(ref _unanswered);

    public void Unlisted() => Interlocked.Increment(ref _unlisted);

    public void TooFew() => Interlocked.Increment(ref _short);

    /// <param name="entries">That repeated others or held no word.</param>
    public void Repeated(int entries) => Interlocked.Add(ref _repeated, entries);

    /// <summary>A plain sentence for the run log and the report; null where nothing was wrong.</summary>
    /// <param name="whose">"the author's".</param>
    public string? Note(string whose)
    {
        string[] parts =
        [
            .. new[]
            {
                (_errors, "errors"), (_unanswered, "without an answer"), (_unlisted, "without a list"), (_short, "with too few new entries"),
                (_repeated, "repeated entries"),
            }.Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}"),
        ];
        return parts.Length == 0 ? null : $"Faults in {whose} replies: {string.Join(", ", parts)}.";
    }
}
