namespace AlwaysOnPolicy;

/// <summary>A model's or tokenizer's file is missing, damaged, or does not fit its neighbours.</summary>
public sealed class CheckpointException : UserErrorException
{
    /// <summary>An error with this message, which names file and place.</summary>
    public CheckpointException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public CheckpointException(string message, Exception inner) : base(message, inner) { }
}
