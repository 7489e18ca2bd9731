using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>Builds the tree of a template's blocks.</summary>
internal sealed class TemplateParser
{
    private const int DeepestNesting = 100;

    private readonly IReadOnlyList<Part> _parts;
    private readonly List<(int Line, ExpressionParser Words)> _read = [];
    private readonly List<string> _refused = [];
    private int _at, _depth, _loops;

    private TemplateParser(IReadOnlyList<Part> parts) => _parts = parts;

    /// <returns>The template, and what it names that is not built here, with the line.</returns>
    public static (Body Body, IReadOnlyList<string> Unsupported) Parse(string source)
    {
        var parser = new TemplateParser(Tags.Split(source));
        try
        {
            var body = parser.ReadBody();
            return parser._at == parser._parts.Count
                ? (body, parser.Unsupported()) : throw new TemplateException($"'{parser._parts[parser._at].Content}' closes nothing.");
        }
        catch (TemplateException e)
        {
            var at = Math.Clamp(parser._at - 1, 0, Math.Max(parser._parts.Count - 1, 0));
            throw new TemplateException(parser._parts.Count == 0 ? e.Message : $"line {parser._parts[at].Line}: {e.Message}");
        }
    }

    /// <summary>Statements up to a block that closes or continues the one they stand in.</summary>
    private Body ReadBody()
    {
        if (++_depth > DeepestNesting) throw TemplateException.Unsupported($"blocks more than {DeepestNesting} deep");
        var statements = new List<(Statement, int)>();
        while (_at < _parts.Count && !IsWord("elif", "else") && !Word().StartsWith("end", StringComparison.Ordinal))
        {
            var line = _parts[_at].Line;
            statements.Add((Next(), line));
        }
        _depth--;
        return new Body(statements);
    }

    /// <summary>A body that is a function of its own: break and continue reach no loop round it.</summary>
    private Body ReadBodyOutsideLoops()
    {
        var loops = _loops;
        _loops = 0;
        var body = ReadBody();
        _loops = loops;
        return body;
    }

    private Statement Next()
    {
        var part = _parts[_at++];
        if (part.Kind == PartKind.Text) return new TextStatement(part.Content);
        var words = WordsOf(part);
        if (part.Kind == PartKind.Output) return new OutputStatement(words.ToEnd());
        if (words.TakeName("for")) return For(words);
        if (words.TakeName("if")) return If(words);
        if (words.TakeName("set")) return Set(words);
        if (words.TakeName("macro")) return Macro(words);
        if (words.TakeName("call")) return CallBlock(words);
        if (words.TakeName("filter")) return FilterBlock(words);
        if (words.TakeName("with")) return With(words);
        if (words.TakeName("generation")) return Generation(words);
        if (_loops > 0 && words.TakeName("break")) return Jump(words, Flow.Break);
        if (_loops > 0 && words.TakeName("continue")) return Jump(words, Flow.Continue);
        return Refused(part);
    }

    private ForStatement For(ExpressionParser words)
    {
        var target = TargetOf(words);
        if (!words.TakeName("in")) throw words.Wrong("in");
        var items = words.TupleOrOne(withChoice: false, () => words.IsName("if") || words.IsName("recursive"));
        var condition = words.TakeName("if") ? words.Value() : null;
        var recursive = words.TakeName("recursive");
        words.End();
        _loops++;
        var body = ReadBody();
        _loops--;
        var around = _loops;
        if (recursive) _loops = 0;   // a recursive loop is a function of its own: there is nothing around its else to leave
        var otherwise = TakeWord("else") ? ReadBody() : null;
        _loops = around;
        Close("endfor");
        return new ForStatement(target, items, condition, condition is null ? null : TargetAgain(words), recursive, body, otherwise);
    }

    /// <summary>The target of a loop once more: its names have other places in the condition's scope.</summary>
    private static Target TargetAgain(ExpressionParser words)
    {
        var again = new ExpressionParser(words.Source);
        again.TakeName("for");
        return TargetOf(again);
    }

    private IfStatement If(ExpressionParser words)
    {
        List<(Expression?, Body)> branches = [(words.ToEnd(withChoice: false), ReadBody())];
        while (IsWord("elif"))
        {
            var next = WordsOf(_parts[_at++]);
            next.TakeName("elif");
            branches.Add((next.ToEnd(withChoice: false), ReadBody()));
        }
        if (TakeWord("else")) branches.Add((null, ReadBody()));
        Close("endif");
        return new IfStatement(branches);
    }

    private Statement Set(ExpressionParser words)
    {
        var target = TargetOf(words);
        if (words.TakeMark("=")) return new SetStatement(target, words.ToEnd());
        var filters = FiltersOf(words);
        words.End();
        var body = ReadBody();
        Close("endset");
        return new SetBlock(target, filters, body);
    }

    private MacroStatement Macro(ExpressionParser words)
    {
        var name = words.TakeAnyName();
        var parameters = Parameters(words);
        words.End();
        return new MacroStatement(name, MacroOf(name, parameters, "endmacro"));
    }

    private CallBlock CallBlock(ExpressionParser words)
    {
        var parameters = words.IsMark("(") ? Parameters(words) : [];
        if (words.ToEnd() is not Call call) throw new TemplateException($"'{words.Source}' calls nothing.");
        return new CallBlock(call, MacroOf("caller", parameters, "endcall"));
    }

    private Macro MacroOf(string name, IReadOnlyList<(string, Expression?)> parameters, string end)
    {
        var from = _at;
        var body = ReadBodyOutsideLoops();
        var inside = _parts.Skip(from).Take(_at - from).Where(p => p.Kind != PartKind.Text).ToArray();
        Close(end);
        return new Macro(name, parameters, (Speaks("varargs"), Speaks("kwargs")), body);

        bool Speaks(string of) => inside.Any(p => p.Content.Contains(of, StringComparison.Ordinal));
    }

    private static List<(string, Expression?)> Parameters(ExpressionParser words)
    {
        var parameters = new List<(string, Expression?)>();
        words.Expect("(");
        while (!words.TakeMark(")"))
        {
            if (parameters.Count > 0) words.Expect(",");
            if (words.TakeMark(")")) break;
            parameters.Add((words.TakeAnyName(), words.TakeMark("=") ? words.Value() : null));
        }
        return parameters;
    }

    private FilterBlock FilterBlock(ExpressionParser words)
    {
        List<Filter> filters = [words.FilterOf(null), .. FiltersOf(words)];
        words.End();
        var body = ReadBody();
        Close("endfilter");
        return new FilterBlock(filters, body);
    }

    private WithStatement With(ExpressionParser words)
    {
        var settings = new List<(Target, Expression)>();
        while (!words.AtEnd)
        {
            if (settings.Count > 0) words.Expect(",");
            var target = new NameTarget(words.TakeAnyName());
            words.Expect("=");
            settings.Add((target, words.Value()));
        }
        var body = ReadBody();
        Close("endwith");
        return new WithStatement(settings, body);
    }

    private GenerationBlock Generation(ExpressionParser words)
    {
        words.End();
        var body = ReadBodyOutsideLoops();
        Close("endgeneration");
        return new GenerationBlock(body);
    }

    private static JumpStatement Jump(ExpressionParser words, Flow flow)
    {
        words.End();
        return new JumpStatement(flow);
    }

    /// <summary>A tag of another kind, and where it has an end tag all that stands between the two.</summary>
    private RefusedStatement Refused(Part part)
    {
        _refused.Add($"the block '{part.Content}' (line {part.Line})");
        var end = "end" + WordOf(part.Content);
        if (_parts.Skip(_at).Any(p => p.Kind == PartKind.Block && WordOf(p.Content) == end))
        {
            ReadBody();
            Close(end, alone: false);
        }
        return new RefusedStatement(part.Content);
    }

    private ExpressionParser WordsOf(Part part)
    {
        var words = new ExpressionParser(part.Content);
        _read.Add((part.Line, words));
        return words;
    }

    private List<string> Unsupported() => [.. _refused, .. _read.SelectMany(r => r.Words.Unsupported.Select(u => $"{u} (line {r.Line})"))];

    private static List<Filter> FiltersOf(ExpressionParser words)
    {
        var filters = new List<Filter>();
        while (words.IsMark("|")) filters.Add(words.FilterOf(null));
        return filters;
    }

    /// <summary>a, or a.b of a namespace, or several with commas between them, each of which may be several in brackets.</summary>
    private static Target TargetOf(ExpressionParser words)
    {
        var targets = new List<Target>();
        var several = false;
        do
        {
            if (targets.Count > 0 && (words.IsMark("=") || words.IsName("in") || words.IsMark(")"))) break;
            targets.Add(OneTarget(words));
        }
        while (words.TakeMark(",") && (several = true));
        return several ? new TupleTarget(targets) : targets[0];
    }

    private static Target OneTarget(ExpressionParser words)
    {
        if (words.TakeMark("("))
        {
            var inner = TargetOf(words);
            words.Expect(")");
            return inner;
        }
        var name = words.TakeAnyName();
        return words.TakeMark(".") ? new NamespaceTarget(name, words.TakeAnyName()) : new NameTarget(name);
    }

    private bool TakeWord(string word)
    {
        if (!IsWord(word)) return false;
        Close(word);
        return true;
    }

    /// <param name="alone">Nothing may stand behind the word.</param>
    private void Close(string word, bool alone = true)
    {
        if (!IsWord(word))
            throw new TemplateException(_at < _parts.Count ? $"'{_parts[_at++].Content}' stands where '{word}' should." : $"'{word}' is missing.");
        var words = new ExpressionParser(_parts[_at++].Content);
        words.TakeName(word);
        if (alone && word is not "endmacro") words.End();
    }

    private bool IsWord(params ReadOnlySpan<string> words) => words.Contains(Word());

    /// <summary>The word with which the next part begins; empty where it is no block.</summary>
    private string Word() => _at < _parts.Count && _parts[_at].Kind == PartKind.Block ? WordOf(_parts[_at].Content) : "";

    private static string WordOf(string content) => content[..content.TakeWhile(c => char.IsLetterOrDigit(c) || c == '_').Count()];
}
