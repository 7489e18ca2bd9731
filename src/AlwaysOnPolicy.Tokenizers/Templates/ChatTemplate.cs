using AlwaysOnPolicy.Tokenizers.Templates.Python;
using AlwaysOnPolicy.Tokenizers.Templates.Syntax;

namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>A chat template: Jinja 3.1 in the environment that transformers gives its templates (sandboxed, trim_blocks and lstrip_blocks on, loop controls,
/// generation blocks, its own tojson, raise_exception and strftime_now).</summary>
/// <remarks>Read when it is first rendered. What is not built here is refused by name when a conversation comes to it: the README lists it.</remarks>
public sealed class ChatTemplate
{
    /// <summary>What a policy's user can do about a template that cannot be used.</summary>
    public const string Advice = "Set prompt_format.template to a text with {question} in it.";

    /// <summary>What strftime_now takes for today where nothing else is said: the day that Llama 3.1's and 3.2's templates name where they have no
    /// clock.</summary>
    public static readonly DateOnly UsualDay = new(2024, 7, 26);

    private readonly Lazy<(Scope Scope, IReadOnlyList<string> Unsupported)> _read;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="place">Where it was read from, for complaints.</param>
    public ChatTemplate(string source, string place)
    {
        Place = place;
        _read = new(() =>
        {
            var (body, unsupported) = TemplateParser.Parse(source);
            var scope = new Scope(body);
            scope.Bind(new Symbols(null));
            return (scope, unsupported);
        });
    }

    /// <summary>Where it was read from.</summary>
    internal string Place { get; }

    /// <summary>What the template names that is not built here, with the line: "the filter 'pprint' (line 3)". It is refused where a conversation comes to
    /// it.</summary>
    /// <exception cref="CheckpointException">The template is no Jinja.</exception>
    public IReadOnlyList<string> Unsupported => Read().Unsupported;

    /// <summary>Writes a conversation.</summary>
    /// <param name="turns">The conversation, in order.</param>
    /// <param name="addGenerationPrompt">Ends with what opens the model's own turn.</param>
    /// <param name="specialTokens">Their texts by name: bos_token, eos_token and what else the template may name.</param>
    /// <param name="today">What strftime_now writes; null for <see cref="UsualDay"/>.</param>
    /// <exception cref="CheckpointException">The template is no Jinja, or comes to something that is not built here.</exception>
    /// <exception cref="DataException">The template refuses these turns, or stumbles over them.</exception>
    public RenderedChat Render(
        IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, IReadOnlyDictionary<string, string> specialTokens, DateOnly? today = null)
    {
        var given = new Dictionary<string, object?>(specialTokens.Count + 4, StringComparer.Ordinal);
        foreach (var (name, token) in specialTokens) given[name] = token;
        given["messages"] = turns.Select(Message).ToList<object?>();
        given["add_generation_prompt"] = addGenerationPrompt;
        given["tools"] = null;
        given["documents"] = null;
        return Render(given, today ?? UsualDay, $"this conversation of {turns.Count} turns");
    }

    /// <param name="given">The names that the template may read.</param>
    internal RenderedChat Render(IReadOnlyDictionary<string, object?> given, DateOnly today, string what = "what it is given")
    {
        var scope = Read().Scope;
        var rendering = new Rendering(given, today);
        try
        {
            scope.Run(scope.Open(new Frame(null, 0, rendering)));
        }
        catch (Exception e) when (e is TemplateException or InsufficientExecutionStackException or OverflowException)
        {
            var said = e is TemplateException ? e.Message : e is OverflowException ? "a number is beyond 64 bits." : "it calls itself without an end.";
            throw e is TemplateException { IsTemplates: true } ? Unusable($"line {rendering.Line}: {said}", e)
                : new DataException($"The chat template of '{Place}' refuses {what}: line {rendering.Line}: {said}", e);
        }
        return new RenderedChat(rendering.Text, rendering.Generated);
    }

    private (Scope Scope, IReadOnlyList<string> Unsupported) Read()
    {
        try
        {
            return _read.Value;
        }
        catch (Exception e) when (e is TemplateException or InsufficientExecutionStackException)
        {
            throw Unusable(e.Message, e);
        }
    }

    private CheckpointException Unusable(string why, Exception e) => new($"The chat template of '{Place}' cannot be used: {why} {Advice}", e);

    private static PythonDict Message(ChatTurn turn)
    {
        var message = new PythonDict();
        message["role"] = turn.Role;
        message["content"] = turn.Content;
        return message;
    }
}
