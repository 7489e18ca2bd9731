using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>Which answers a reward model scores.</summary>
public sealed record ScoreSettings
{
    /// <summary>The reward model's folder, or the owner/name of one that was fetched.</summary>
    public required string Model { get; init => field = OptionNotNull.Check(value); }

    /// <summary>The answers, with their questions.</summary>
    public required DataSource Answers { get; init => field = OptionNotNull.Check(value); }

    /// <summary>For a model trained by this tool that keeps no prompt form of its own.</summary>
    public PromptFormatOptions Format { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Holds a decoder's weights as bfloat16: half of the memory.</summary>
    public bool Bfloat16 { get; init; }
}
