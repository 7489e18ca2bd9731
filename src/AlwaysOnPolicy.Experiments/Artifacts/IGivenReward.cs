using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A reward that a run does not train.</summary>
/// <remarks>What tells it from others is in its record's public properties: they are part of the keys of all that is scored by it.</remarks>
internal interface IGivenReward : IJudgingReward
{
    /// <summary>For a note, after "The reward model was not trained in this run: ".</summary>
    string Whence { get; }

    /// <summary>Loads it; the caller disposes of it.</summary>
    IRewardModel Load(PromptFormatOptions format);

    /// <summary>What to say where a score is no number.</summary>
    CheckpointException NotFinite();
}
