namespace AlwaysOnPolicy.Prompts;

/// <summary>An author could write no prompt at all: every call failed, or there was nothing to write from.</summary>
public sealed class AuthorException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public AuthorException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public AuthorException(string message, Exception inner) : base(message, inner) { }
}
