using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>What a model is asked, and how it answers.</summary>
public sealed record AnswerSettings
{
    /// <summary>The model that is asked.</summary>
    public required ModelSettings Model { get; init => field = OptionNotNull.Check(value); }

    /// <summary>The questions.</summary>
    public required DataSource Prompts { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Answers the first so many; null answers all.</summary>
    [Range(1, int.MaxValue)] public int? MaxPrompts { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Answers to each.</summary>
    [Range(1, 10_000)] public int Samples { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>How it answers.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = SamplingOptions.Paper;

    /// <summary>Of every draw: an answer depends on it, the question's id and the sample's number alone.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Answers drawn at once.</summary>
    [Range(1, 4096)] public int BatchSize { get; init => field = OptionRange.Check(this, value); } = 16;
}
