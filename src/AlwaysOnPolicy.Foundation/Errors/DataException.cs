namespace AlwaysOnPolicy;

/// <summary>A file of records (questions, pairs, demonstrations) is missing or a row of it cannot be used.</summary>
public sealed class DataException : UserErrorException
{
    /// <summary>An error with this message, which names file and row.</summary>
    public DataException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public DataException(string message, Exception inner) : base(message, inner) { }
}
