namespace AlwaysOnPolicy;

/// <summary>A setting is unknown, of the wrong type or out of range.</summary>
public sealed class SettingsException : UserErrorException
{
    /// <summary>An error with this message, which names the setting and what it may be.</summary>
    public SettingsException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public SettingsException(string message, Exception inner) : base(message, inner) { }

    /// <inheritdoc/>
    public override int ExitCode => 2;
}
