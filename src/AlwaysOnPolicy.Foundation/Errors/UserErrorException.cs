namespace AlwaysOnPolicy;

/// <summary>Base of the errors that a user can mend. The message says what is wrong, where, and what to do; the tool prints it alone.</summary>
public abstract class UserErrorException : Exception
{
    /// <summary>An error with this message: what is wrong, where, and what to do.</summary>
    protected UserErrorException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    protected UserErrorException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The process's exit code: 1 failed while running, 2 wrong usage or settings, 3 a budget is spent.</summary>
    public virtual int ExitCode => 1;
}
