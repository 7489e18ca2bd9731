namespace AlwaysOnPolicy;

/// <summary>A file of records (questions, pairs, demonstrations) is missing or a row of it cannot be used.</summary>
public sealed class DataException : UserErrorException
{
    public DataException(string message) : base(message) { }
    public DataException(string message, Exception inner) : base(message, inner) { }
}
