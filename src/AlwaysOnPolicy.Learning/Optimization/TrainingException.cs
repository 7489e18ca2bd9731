namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Training went astray: a loss or a gradient is no longer finite. The message names the step and the settings to try.</summary>
public sealed class TrainingException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public TrainingException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public TrainingException(string message, Exception inner) : base(message, inner) { }
}
