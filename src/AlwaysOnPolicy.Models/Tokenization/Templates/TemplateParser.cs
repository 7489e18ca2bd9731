namespace AlwaysOnPolicy.Models.Tokenization.Templates;

/// <summary>Builds the tree of a template's blocks.</summary>
internal sealed class TemplateParser(IReadOnlyList<Part> parts)
{
    private int _at;

    public IReadOnlyList<Node> Parse()
    {
        var nodes = Body();
        if (_at < parts.Count) throw new TemplateException($"'{parts[_at].Content}' closes nothing.");
        return nodes;
    }

    /// <summary>Nodes up to a block that closes or continues the one they stand in.</summary>
    private List<Node> Body()
    {
        var nodes = new List<Node>();
        while (_at < parts.Count)
        {
            var part = parts[_at];
            if (part.Kind == PartKind.Text) nodes.Add(new TextNode(part.Content));
            else if (part.Kind == PartKind.Output) nodes.Add(new OutputNode(ExpressionParser.Parse(part.Content)));
            else
            {
                switch (Word(part.Content))
                {
                    case "endfor" or "endif" or "elif" or "else":
                        return nodes;
                    case "for":
                        nodes.Add(For());
                        continue;
                    case "if":
                        nodes.Add(If());
                        continue;
                    case "set":
                        nodes.Add(Set(part.Content));
                        break;
                    case var other:
                        throw new TemplateException($"the block '{other}' is not supported.");
                }
            }
            _at++;
        }
        return nodes;
    }

    private ForNode For()
    {
        var content = parts[_at++].Content;
        var tokens = content.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);   // for NAME in LIST
        if (tokens.Length != 4 || tokens[2] != "in" || tokens[1].Contains(',')) throw new TemplateException($"the loop '{content}' is not supported.");
        var body = Body();
        Close("endfor");
        return new ForNode(tokens[1], ExpressionParser.Parse(tokens[3]), body);
    }

    private IfNode If()
    {
        var branches = new List<(Expression?, IReadOnlyList<Node>)>();
        var condition = ExpressionParser.Parse(parts[_at++].Content["if".Length..]);
        while (true)
        {
            branches.Add((condition, Body()));
            if (_at >= parts.Count) throw new TemplateException("an 'if' has no 'endif'.");
            var content = parts[_at].Content;
            switch (Word(content))
            {
                case "elif":
                    condition = ExpressionParser.Parse(content["elif".Length..]);
                    _at++;
                    break;
                case "else":
                    _at++;
                    branches.Add((null, Body()));
                    Close("endif");
                    return new IfNode(branches);
                default:
                    Close("endif");
                    return new IfNode(branches);
            }
        }
    }

    private static SetNode Set(string content)
    {
        var equals = content.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : content["set".Length..equals].Trim();
        if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c == '_')) throw new TemplateException($"'{content}' is not supported.");
        return new SetNode(name, ExpressionParser.Parse(content[(equals + 1)..]));
    }

    private void Close(string word)
    {
        if (_at >= parts.Count || parts[_at].Kind != PartKind.Block || Word(parts[_at].Content) != word) throw new TemplateException($"'{word}' is missing.");
        _at++;
    }

    private static string Word(string content) => content.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() is { } word
        ? new string([.. word.TakeWhile(c => char.IsLetterOrDigit(c) || c == '_')])
        : "";
}
