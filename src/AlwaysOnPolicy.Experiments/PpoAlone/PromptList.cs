using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

public sealed record PromptList(IReadOnlyList<Question> Prompts);
