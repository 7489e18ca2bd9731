using System.Runtime.CompilerServices;
using System.Text;
using AlwaysOnPolicy.Tokenizers.Templates.Builtins;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>One run of a template: what it is given, and what it has written.</summary>
/// <param name="today">What strftime_now takes for today.</param>
internal sealed class Rendering(IReadOnlyDictionary<string, object?> given, DateOnly today)
{
    // Far beyond any conversation, and reached in seconds: loops in loops cannot hang the program.
    private const int MostSteps = 5_000_000;

    // Macros that call themselves: Python gives up at about as many.
    private const int Deepest = 200;

    private readonly StringBuilder _main = new();
    private readonly List<(int Start, int End)> _generated = [];
    private StringBuilder? _captured;
    private int _steps, _depth;

    /// <summary>The line that runs, for complaints.</summary>
    public int Line { get; set; }

    public string Text => _main.ToString();

    /// <summary>Where the texts of generation blocks stand.</summary>
    public IReadOnlyList<(int Start, int End)> Generated => _generated;

    public void Write(string text)
    {
        var output = _captured ?? _main;
        if (output.Length + (long)text.Length > 50_000_000) throw new TemplateException("it writes more than 50 million characters.");
        output.Append(text);
    }

    public object? Resolve(string name) => given.TryGetValue(name, out var value) ? value : Globals.Find(name, today) ?? Frame.Missing;

    /// <summary>Runs a part of the template, and gives what it writes instead of writing it.</summary>
    public string Capture(Action part)
    {
        if (++_depth > Deepest) throw new TemplateException($"it calls itself more than {Deepest} deep.");
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var outside = _captured;
        var inside = _captured = new StringBuilder();
        try
        {
            part();
        }
        finally
        {
            _captured = outside;
            _depth--;
        }
        return inside.ToString();
    }

    /// <summary>Writes a text that the model is to learn.</summary>
    public void WriteGenerated(string text)
    {
        _generated.Add((_main.Length, _main.Length + text.Length));
        Write(text);
    }

    public void CountStep()
    {
        if (++_steps > MostSteps) throw new TemplateException($"it ran for {MostSteps} steps without an end.");
    }
}
