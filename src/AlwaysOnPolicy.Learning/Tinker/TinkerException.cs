namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>A Tinker server refused, cannot be reached, has lost what it held, or gave a result that is none. The message says which, and what to do.</summary>
public sealed class TinkerException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public TinkerException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public TinkerException(string message, Exception inner) : base(message, inner) { }
}
