using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What is remembered of a rollout.</summary>
/// <param name="Prompt">What was asked, with its domain and origin.</param>
/// <param name="Pass">Over the prompts, from 0.</param>
/// <param name="Score">The reward model's, without the KL penalty.</param>
/// <param name="Tokens">Of the answer.</param>
/// <param name="Known">Whether the answer was there before the iteration.</param>
public sealed record PpoRollout(Question Prompt, int Pass, double Score, int Tokens, bool Known = false)
{
    /// <summary>The answer's text.</summary>
    public string Answer { get; init; } = "";

    /// <summary>False where the answer was cut.</summary>
    public bool Ended { get; init; } = true;

    /// <summary>The score after penalties, scaling, centring and cutting.</summary>
    public double ScoreUsed { get; init; }

    /// <summary>From the reference, the sum over the answer's tokens, in nats.</summary>
    public double Kl { get; init; }

    /// <summary>Mean over the answer's tokens of the advantages that the updates used.</summary>
    public double Advantage { get; init; }
}
