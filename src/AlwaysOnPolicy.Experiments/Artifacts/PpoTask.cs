using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>One iteration of PPO, whoever asks for it.</summary>
/// <param name="Steps">In place of <paramref name="Passes"/>; null goes by passes.</param>
/// <param name="Iteration">Its number: random numbers derive from it.</param>
/// <param name="EarlierState">Folder of the trainer's state to go on with; where it is null or not there, the trainer begins anew.</param>
/// <param name="KeepState">Whether the trainer's state is written for an iteration that follows.</param>
/// <param name="ShorterEnd">Folder of the state that a shorter training, otherwise the same, ended with: this one goes on from there. Null begins at the
/// start.</param>
/// <param name="KeepEnd">Whether such a state is kept for a longer one.</param>
/// <param name="Names">What the settings are called in the file that they come from.</param>
internal sealed record PpoTask(
    IReadOnlyList<Question> Prompts, int? Steps, int Passes, int Iteration, string? EarlierState, bool KeepState, PpoOptions Ppo, SamplingOptions Sampling,
    PromptFormatOptions Format, SavedType Saved, SettingsNames Names, string? ShorterEnd = null, bool KeepEnd = false)
{
    /// <summary>Scored answers that the policy gave before the iteration, by prompt id; null where there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ScoredAnswer>>? Known { get; init; }

    /// <summary>Where it is trained; null trains here.</summary>
    public TinkerOptions? Server { get; init; }

    /// <summary>Is told of every step with its rollouts, those before a checkpoint too.</summary>
    public Action<PpoStepRecord>? OnStep { get; init; }
}
