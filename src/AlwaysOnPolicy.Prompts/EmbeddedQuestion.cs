using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts;

/// <summary>A question as a sentence encoder sees it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Embedding">Of any length above zero, the same number of values for all that are compared.</param>
public sealed record EmbeddedQuestion(Question Question, float[] Embedding)
{
    /// <summary>The question's; "" where it has none.</summary>
    [JsonIgnore] public string Domain => Question.Domain ?? "";
}
