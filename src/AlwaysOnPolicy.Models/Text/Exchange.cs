using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>A question and one answer to it, as a reward model or a judge sees them.</summary>
/// <param name="Question">The question alone, without a template's words round it; a dialogue up to the answer as <see cref="Transcript"/> writes it.</param>
/// <param name="Answer">The answer, without special tokens.</param>
/// <param name="Ended">True when the answer ended itself; false when it was cut at the largest number of new tokens.</param>
public sealed record Exchange(string Question, string Answer, bool Ended = true)
{
    /// <summary>All that was said, turn by turn; the last one is the answer.</summary>
    public IReadOnlyList<ChatTurn> Turns() => [.. Transcript.Read(Question), new ChatTurn(Transcript.Assistant, Answer)];
}
