using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Prompts;

/// <summary>The quadruple (domain, question, answer, reward) of section 4.4: one answer of the current policy to a held-out question.</summary>
/// <param name="Question">The probe question.</param>
/// <param name="Answer">The policy's answer.</param>
/// <param name="Reward">The reward model's score.</param>
/// <param name="Sample">Number of this answer among several to the same question, from 0.</param>
public sealed record ScoredSample(Question Question, string Answer, double Reward, int Sample = 0)
{
    /// <summary>The question's id.</summary>
    [JsonIgnore] public string QuestionId => Question.Id;

    /// <summary>The question's, in the data's spelling; "" where it has none.</summary>
    [JsonIgnore] public string Domain => Question.Domain ?? "";
}
