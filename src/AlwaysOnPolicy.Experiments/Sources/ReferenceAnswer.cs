using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A person's answer to a probe question.</summary>
internal sealed record ReferenceAnswer(Question Question, string Answer);
