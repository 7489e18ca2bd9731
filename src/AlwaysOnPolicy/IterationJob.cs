using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy;

/// <summary>How <see cref="Aligner.IterateAsync(string, IReadOnlyList{Models.Text.Question}, Models.Rewards.IRewardModel, Microsoft.Extensions.AI.IChatClient,
/// string, IterationJob?, IProgress{IterationProgress}?, CancellationToken)"/> probes, writes prompts and trains.</summary>
public sealed record IterationJob : PpoJob
{
    /// <summary>Calls to the author, the prompts of each, and what each is shown. The paper: 40 calls of 50.</summary>
    public AuthorSizes Sizes { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>How patient the author is with its language model, and what counts as a repetition.</summary>
    public ChatAuthorOptions Author { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Answers to each probe question. The paper: 1.</summary>
    /// <value>answers</value>
    [Range(1, 64)] public int ProbeAnswers { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Whether rewards are moved and scaled so that those of the probe have mean 0 and deviation 1.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Prompts that must not be written again: those of earlier iterations.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>When a written prompt counts as one of the probe's questions, on which nobody trains.</summary>
    public ContaminationSettings Contamination { get; init => field = OptionNotNull.Check(value); } = new();
}
