namespace AlwaysOnPolicy;

/// <summary>A setting is unknown, of the wrong type or out of range.</summary>
public sealed class SettingsException : UserErrorException
{
    public SettingsException(string message) : base(message) { }
    public SettingsException(string message, Exception inner) : base(message, inner) { }
    public override int ExitCode => 2;
}
