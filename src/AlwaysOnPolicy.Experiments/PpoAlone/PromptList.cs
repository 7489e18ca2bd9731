using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <param name="Prompts">To train on.</param>
/// <param name="HeldOut">Kept from the training, for the samples before and after it.</param>
internal sealed record PromptList(IReadOnlyList<Question> Prompts, IReadOnlyList<Question> HeldOut)
{
    /// <summary>What the samples are drawn from.</summary>
    internal IReadOnlyList<Question> Sampled => HeldOut.Count > 0 ? HeldOut : Prompts;
}
