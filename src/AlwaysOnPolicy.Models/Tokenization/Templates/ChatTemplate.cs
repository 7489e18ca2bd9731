using System.Text;

namespace AlwaysOnPolicy.Models.Tokenization.Templates;

/// <summary>A chat template: the part of Jinja that chat templates use, run with trim_blocks and lstrip_blocks on, as transformers does.</summary>
/// <remarks>for (with loop.first, last, index, index0), if, set, slices, tests, the filters trim and tojson, raise_exception, "-" trimming. Anything
/// else is refused by name when the template is read or run.</remarks>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<Node> _nodes;

    /// <exception cref="CheckpointException">The template uses something that is not built here.</exception>
    public ChatTemplate(string source)
    {
        try
        {
            _nodes = new TemplateParser(Lexer.Split(source)).Parse();
        }
        catch (TemplateException e)
        {
            throw new CheckpointException($"The chat template cannot be read: {e.Message} Set prompt_format.template to a text with {{question}} in it.", e);
        }
    }

    /// <exception cref="CheckpointException">The template refuses the turns.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, string bosToken, string eosToken)
    {
        var scope = new Scope(null);
        scope.Set("messages", turns.Select(t => (object?)new Dictionary<string, object?> { ["role"] = t.Role, ["content"] = t.Content }).ToList());
        scope.Set("add_generation_prompt", addGenerationPrompt);
        scope.Set("bos_token", bosToken);
        scope.Set("eos_token", eosToken);
        var output = new StringBuilder();
        try
        {
            foreach (var node in _nodes) node.Write(scope, output);
        }
        catch (TemplateException e)
        {
            throw new CheckpointException($"The chat template refuses this conversation: {e.Message}", e);
        }
        return output.ToString();
    }
}

/// <summary>What a template cannot do, or refuses to.</summary>
internal sealed class TemplateException(string message) : Exception(message);

/// <summary>Names and their values; a loop's body has a scope of its own, an if has not.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public void Set(string name, object? value) => _values[name] = value;

    public object? Get(string name) => _values.TryGetValue(name, out var value) ? value : outer is null ? Undefined.Value : outer.Get(name);
}

/// <summary>The value of a name that was never set.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();
}
