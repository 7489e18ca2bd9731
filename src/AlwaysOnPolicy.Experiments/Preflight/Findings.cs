namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>What a look before a run found: all of it, not the first alone.</summary>
public sealed class Findings
{
    private readonly List<string> _errors = [], _warnings = [];

    /// <summary>What the run would fail of.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>What it would get through, and the user may not want.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <exception cref="SettingsException">There is an error; the message has all.</exception>
    public void Require()
    {
        if (_errors.Count == 1) throw new SettingsException(_errors[0]);
        if (_errors.Count > 1) throw new SettingsException($"{_errors.Count} things stand in the way of this run.{string.Concat(_errors.Select(e => $"\n- {e}"))}");
    }

    internal void Error(string text) => Add(_errors, text);

    internal void Warn(string text) => Add(_warnings, text);

    /// <summary>Does a check; what it complains of is an error.</summary>
    /// <returns>Null where it complained.</returns>
    internal T? Try<T>(Func<T> check)
        where T : class
    {
        try
        {
            return check();
        }
        catch (UserErrorException e)
        {
            Error(e.Message);
            return null;
        }
    }

    internal void Try(Action check) => Try(() =>
    {
        check();
        return this;
    });

    private static void Add(List<string> list, string text)
    {
        if (!list.Contains(text)) list.Add(text);
    }
}
