using System.Runtime.ExceptionServices;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Preflight;

/// <summary>What a look before a run found: all of it, not the first alone.</summary>
public sealed class Findings
{
    private readonly List<string> _warnings = [], _sentences = [];
    private readonly List<UserErrorException> _errors = [];

    /// <summary>What the run would fail of.</summary>
    public IReadOnlyList<string> Errors => [.. _errors.Select(e => e.Message)];

    /// <summary>What it would get through, and the user may not want.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What is good to know, and no fault.</summary>
    public IReadOnlyList<string> Sentences => [.. Uses.Select(u => u.Sentence), .. _sentences];

    /// <summary>What a run uses of each data file.</summary>
    public IReadOnlyList<RowsUsed> Uses { get; private set; } = [];

    /// <summary>Throws where something was found that a run cannot go through with.</summary>
    /// <exception cref="SettingsException">There are errors; the message has all.</exception>
    /// <exception cref="UserErrorException">There is one: as it was found.</exception>
    public void Require()
    {
        if (_errors.Count == 1) ExceptionDispatchInfo.Throw(_errors[0]);
        if (_errors.Count > 1) throw new SettingsException($"{_errors.Count} things stand in the way of this " +
            $"run.{string.Concat(Errors.Select(e => $"\n- {e}"))}");
    }

    internal void Say(string text)
    {
        if (!_sentences.Contains(text)) _sentences.Add(text);
    }

    internal void Use(IReadOnlyList<RowsUsed> uses)
    {
        Uses = uses;
        foreach (var warning in uses.Select(u => u.Warning).OfType<string>()) Warn(warning);
    }

    /// <summary>Tells the observer of a run what it uses of its data; other warnings are notes of the stages that they concern.</summary>
    /// <exception cref="UserErrorException">As <see cref="Require"/>.</exception>
    internal void RequireAndTell(IRunObserver? observer)
    {
        Require();
        foreach (var text in Sentences.Concat(Uses.Select(u => u.Warning).OfType<string>())) observer?.Note(null, text);
    }

    internal void Error(string text) => Error(new SettingsException(text));

    internal void Warn(string text)
    {
        if (!_warnings.Contains(text)) _warnings.Add(text);
    }

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
            Error(e);
            return null;
        }
    }

    internal void Try(Action check) => Try(() =>
    {
        check();
        return this;
    });

    private void Error(UserErrorException error)
    {
        if (_errors.TrueForAll(e => e.Message != error.Message)) _errors.Add(error);
    }
}
