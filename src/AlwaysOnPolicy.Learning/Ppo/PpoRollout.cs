using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What is remembered of a rollout.</summary>
/// <param name="Prompt">What was asked, with its domain and origin.</param>
/// <param name="Pass">Over the prompts, from 0.</param>
/// <param name="Score">The reward model's, without the KL penalty.</param>
/// <param name="Tokens">Of the answer.</param>
/// <param name="Known">Whether the answer was there before the iteration.</param>
public sealed record PpoRollout(Question Prompt, int Pass, double Score, int Tokens, bool Known = false);
