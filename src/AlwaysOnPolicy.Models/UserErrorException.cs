namespace AlwaysOnPolicy.Models;

/// <summary>Base of the errors that a user can mend. The message says what is wrong, where, and what to do; the tool prints it alone.</summary>
public abstract class UserErrorException : Exception
{
    protected UserErrorException(string message) : base(message) { }
    protected UserErrorException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The process's exit code: 1 failed while running, 2 wrong usage or settings.</summary>
    public virtual int ExitCode => 1;
}

/// <summary>A model's or tokenizer's file is missing, damaged, or does not fit its neighbours.</summary>
public sealed class CheckpointException : UserErrorException
{
    public CheckpointException(string message) : base(message) { }
    public CheckpointException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A file of records (questions, pairs, demonstrations) is missing or a row of it cannot be used.</summary>
public sealed class DataException : UserErrorException
{
    public DataException(string message) : base(message) { }
    public DataException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A reward cannot be had: the scorer does not answer, or with something that is no score.</summary>
public sealed class RewardException : UserErrorException
{
    public RewardException(string message) : base(message) { }
    public RewardException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A setting is unknown, of the wrong type or out of range.</summary>
public sealed class SettingsException : UserErrorException
{
    public SettingsException(string message) : base(message) { }
    public SettingsException(string message, Exception inner) : base(message, inner) { }
    public override int ExitCode => 2;
}
