namespace AlwaysOnPolicy;

/// <summary>A model's or tokenizer's file is missing, damaged, or does not fit its neighbours.</summary>
public sealed class CheckpointException : UserErrorException
{
    public CheckpointException(string message) : base(message) { }
    public CheckpointException(string message, Exception inner) : base(message, inner) { }
}
