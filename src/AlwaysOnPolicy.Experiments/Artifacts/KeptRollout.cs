namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A row of rollouts.parquet.</summary>
/// <param name="Iteration">Of the loop, from 1.</param>
/// <param name="Step">Of the iteration, from 1.</param>
/// <param name="Pass">Over the prompts, from 0.</param>
/// <param name="PromptId">Unique within the iteration.</param>
/// <param name="Source">File or author that the prompt comes from.</param>
/// <param name="Place">In it: a line, or a call from 0.</param>
/// <param name="Rule">By which the author asked.</param>
/// <param name="Ended">False where the answer was cut.</param>
/// <param name="Known">Whether the answer was there before the iteration.</param>
/// <param name="Tokens">Of the answer.</param>
/// <param name="Reward">The reward model's score.</param>
/// <param name="RewardUsed">The same after penalties, scaling, centring and cutting.</param>
/// <param name="Kl">From the reference, the sum over the answer's tokens, in nats.</param>
/// <param name="Advantage">Mean over the answer's tokens.</param>
internal sealed record KeptRollout(
    int Iteration, int Step, int Pass, string PromptId, string? Domain, string? Source, int? Place, string? Rule, string Prompt, string Answer, bool Ended,
    bool Known, int Tokens, double Reward, double RewardUsed, double Kl, double Advantage);
