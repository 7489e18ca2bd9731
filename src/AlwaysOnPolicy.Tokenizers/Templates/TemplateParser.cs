namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>Builds the tree of a template's blocks.</summary>
internal sealed class TemplateParser
{
    private const int DeepestNesting = 50;

    private readonly IReadOnlyList<Part> _parts;
    private int _at, _depth;

    private TemplateParser(IReadOnlyList<Part> parts) => _parts = parts;

    public static IReadOnlyList<Node> Parse(string source)
    {
        var parser = new TemplateParser(TagLexer.Split(source));
        var nodes = parser.Body();
        return parser._at == parser._parts.Count ? nodes : throw new TemplateException($"'{parser._parts[parser._at].Content}' closes nothing.");
    }

    /// <summary>Nodes up to a block that closes or continues the one they stand in.</summary>
    private List<Node> Body()
    {
        if (++_depth > DeepestNesting) throw new TemplateException($"blocks more than {DeepestNesting} deep are not supported.");
        var nodes = new List<Node>();
        while (_at < _parts.Count && !IsWord("endfor", "endif", "elif", "else")) nodes.Add(Next());
        _depth--;
        return nodes;
    }

    private Node Next()
    {
        var part = _parts[_at++];
        if (part.Kind == PartKind.Text) return new TextNode(part.Content);
        var tokens = new ExpressionParser(part.Content);
        if (part.Kind == PartKind.Output) return new OutputNode(tokens.ToEnd());
        if (tokens.TakeName("for")) return For(tokens);
        if (tokens.TakeName("if")) return If(tokens);
        if (tokens.TakeName("set")) return Set(tokens);
        throw new TemplateException($"the block '{part.Content}' is not supported.");
    }

    private ForNode For(ExpressionParser tokens)
    {
        var name = tokens.Name();
        if (!tokens.TakeName("in")) throw new TemplateException($"the loop '{tokens.Source}' is not supported: it must read 'for NAME in LIST'.");
        var list = tokens.Value();
        if (tokens.IsName("if") || tokens.IsName("recursive")) throw new TemplateException($"a loop with a condition of its own is not supported: '{tokens.Source}'.");
        tokens.End();
        var body = Body();
        if (IsWord("else")) throw new TemplateException("'else' in a loop is not supported.");
        Close("endfor");
        return new ForNode(name, list, body);
    }

    private IfNode If(ExpressionParser tokens)
    {
        List<(Expression?, IReadOnlyList<Node>)> branches = [(tokens.ToEnd(), Body())];
        while (IsWord("elif"))
        {
            var next = new ExpressionParser(_parts[_at++].Content);
            next.TakeName("elif");
            branches.Add((next.ToEnd(), Body()));
        }
        if (IsWord("else"))
        {
            Close("else");
            branches.Add((null, Body()));
        }
        Close("endif");
        return new IfNode(branches);
    }

    private static SetNode Set(ExpressionParser tokens)
    {
        var name = tokens.Name();
        if (!tokens.TakeMark("=")) throw new TemplateException($"'{tokens.Source}' is not supported: it must read 'set NAME = VALUE'.");
        return new SetNode(name, tokens.ToEnd());
    }

    private void Close(string word)
    {
        if (!IsWord(word)) throw new TemplateException(_at < _parts.Count ? $"'{_parts[_at].Content}' stands where '{word}' should." : $"'{word}' is missing.");
        var tokens = new ExpressionParser(_parts[_at++].Content);
        tokens.TakeName(word);
        tokens.End();
    }

    /// <summary>Whether the next part is a block that begins with one of the words.</summary>
    private bool IsWord(params ReadOnlySpan<string> words)
    {
        if (_at >= _parts.Count || _parts[_at].Kind != PartKind.Block) return false;
        var content = _parts[_at].Content;
        var length = content.TakeWhile(c => char.IsLetterOrDigit(c) || c == '_').Count();
        return words.Contains(content[..length]);
    }
}
