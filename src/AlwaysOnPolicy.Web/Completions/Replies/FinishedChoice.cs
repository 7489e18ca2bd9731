using System.Text;
using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>A choice of a reply that is sent whole, collected from its parts.</summary>
internal sealed class FinishedChoice(int index)
{
    private readonly StringBuilder _text = new();
    private readonly List<AnswerToken> _tokens = [];

    public int Index => index;
    public string Text => _text.ToString();
    public IReadOnlyList<AnswerToken> Tokens => _tokens;
    public int Drawn { get; private set; }
    public AnswerFinish? Finish { get; private set; }

    /// <summary>Of the policy that drew it.</summary>
    public string? Version { get; private set; }

    public void Add(AnswerPart part)
    {
        _text.Append(part.Text);
        _tokens.AddRange(part.Tokens);
        (Drawn, Finish, Version) = (part.Drawn, part.Finish, part.Version);
    }
}
