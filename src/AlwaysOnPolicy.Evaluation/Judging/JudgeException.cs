namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>A judge cannot be reached at all: going on would turn every comparison into a failed one.</summary>
public sealed class JudgeException : UserErrorException
{
    public JudgeException(string message) : base(message) { }
    public JudgeException(string message, Exception inner) : base(message, inner) { }
}
