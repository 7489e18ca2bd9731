using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>Parameters and body of a macro, or of what stands in a call block.</summary>
internal sealed class Macro
{
    private readonly string _name;
    private readonly IReadOnlyList<(string Name, Expression? Default)> _parameters;
    private readonly (bool Values, bool Names) _takesMore;
    private readonly Scope _scope;
    private int[] _slots = [];
    private int _varargs, _kwargs, _caller;

    /// <param name="takesMore">Whether the body speaks of varargs, of kwargs: a macro that does not takes no more arguments than it has parameters.</param>
    public Macro(string name, IReadOnlyList<(string Name, Expression? Default)> parameters, (bool Values, bool Names) takesMore, Body body)
    {
        (_name, _parameters, _takesMore) = (name, parameters, takesMore);
        _scope = new Scope(body, symbols =>
        {
            (_varargs, _kwargs, _caller) = (symbols.Parameter("varargs"), symbols.Parameter("kwargs"), symbols.Parameter("caller"));
            _slots = [.. parameters.Select(p => symbols.Parameter(p.Name))];
            foreach (var (_, otherwise) in parameters) otherwise?.Analyze(symbols);
        }, symbols =>
        {
            foreach (var (_, otherwise) in parameters) otherwise?.Bind(symbols);
        });
    }

    public void Bind(Symbols symbols) => _scope.Bind(symbols);

    /// <summary>The macro as a function; it sees the names round it as they are when it is called.</summary>
    public Callable In(Frame outer) => arguments => outer.Rendering.Capture(() =>
    {
        outer.Rendering.CountStep();
        var inside = _scope.Open(outer);
        Give(inside, arguments);
        _scope.Run(inside);
    });

    private void Give(Frame inside, Arguments arguments)
    {
        var given = arguments.Positional;
        if (given.Count > _slots.Length && !_takesMore.Values) throw new TemplateException($"the macro '{_name}' takes at most {_slots.Length} arguments, " +
            $"and {given.Count} are given.");
        var more = new PythonDict();
        foreach (var (name, value) in arguments.Named)
        {
            var place = _parameters.TakeWhile(p => p.Name != name).Count();
            if (name == "caller" && place == _slots.Length) continue;
            if (place < given.Count && place < _slots.Length) throw new TemplateException($"the macro '{_name}' is given '{name}' twice.");
            if (place == _slots.Length && !_takesMore.Names) throw new TemplateException($"the macro '{_name}' has no argument '{name}'.");
            if (place == _slots.Length) more[name] = value;
        }
        inside.Slots[_varargs] = new PythonTuple([.. given.Skip(_slots.Length)]);
        inside.Slots[_kwargs] = more;
        inside.Slots[_caller] = arguments.Named.TryGetValue("caller", out var caller) ? caller : new Undefined("No caller defined");
        for (var i = 0; i < _slots.Length; i++) inside.Slots[_slots[i]] = Frame.Missing;
        for (var i = 0; i < _slots.Length; i++)
            inside.Slots[_slots[i]] = i < given.Count ? given[i]
                : arguments.Named.TryGetValue(_parameters[i].Name, out var value) ? value
                : _parameters[i].Default is { } otherwise ? otherwise.Evaluate(inside)
                : new Undefined($"parameter '{_parameters[i].Name}' was not provided");
    }
}
