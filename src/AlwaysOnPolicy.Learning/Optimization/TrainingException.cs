namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Training went astray: a loss or a gradient is no longer finite. The message names the step and the settings to try.</summary>
public sealed class TrainingException : UserErrorException
{
    public TrainingException(string message) : base(message) { }
    public TrainingException(string message, Exception inner) : base(message, inner) { }
}
