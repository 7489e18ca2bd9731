using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>A chat template: the part of Jinja that chat templates use, run with trim_blocks and lstrip_blocks on, as transformers does.</summary>
/// <remarks>for (with loop.first, last, index, index0 and length), if, set, slices, tests, the filters trim and tojson, raise_exception, and "-" and "+"
/// at brackets. Anything else is refused by name when the template is read.</remarks>
public sealed class ChatTemplate
{
    /// <summary>What a policy's user can do about a template that cannot be used.</summary>
    public const string Advice = "Set prompt_format.template to a text with {question} in it.";

    private readonly IReadOnlyList<Node> _nodes;
    private readonly string _place;

    /// <param name="source">The template.</param>
    /// <param name="place">Where it was read from, for complaints.</param>
    /// <exception cref="CheckpointException">The template uses something that is not built here.</exception>
    public ChatTemplate(string source, string place)
    {
        _place = place;
        try
        {
            _nodes = TemplateParser.Parse(source);
        }
        catch (TemplateException e)
        {
            throw new CheckpointException($"The chat template of '{place}' cannot be used: {e.Message} {Advice}", e);
        }
    }

    /// <param name="turns">The conversation, in order.</param>
    /// <param name="addGenerationPrompt">Ends with what opens the model's own turn.</param>
    /// <param name="specialTokens">Their texts by name: bos_token, eos_token and what else the template may name.</param>
    /// <exception cref="DataException">The template refuses these turns, or stumbles over them.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, IReadOnlyDictionary<string, string> specialTokens)
    {
        var scope = Scope.Outermost();
        foreach (var (name, token) in specialTokens) scope.Set(name, token);
        scope.Set("messages", turns.Select(t => (object?)new Dictionary<string, object?> { ["role"] = t.Role, ["content"] = t.Content }).ToList());
        scope.Set("add_generation_prompt", addGenerationPrompt);
        scope.Set("tools", null);
        scope.Set("documents", null);
        var output = new StringBuilder();
        try
        {
            foreach (var node in _nodes) node.Write(scope, output);
        }
        catch (TemplateException e)
        {
            throw new DataException($"The chat template of '{_place}' refuses this conversation of {turns.Count} turns: {e.Message}", e);
        }
        return output.ToString();
    }
}
