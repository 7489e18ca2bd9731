using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>What a model is asked, and how it answers.</summary>
public sealed record AnswerSettings
{
    public required ModelSettings Model { get; init; }

    /// <summary>The questions.</summary>
    public required DataSource Prompts { get; init; }

    /// <summary>Answers the first so many; null answers all.</summary>
    public int? MaxPrompts { get; init; }

    /// <summary>Answers to each.</summary>
    public int Samples { get; init; } = 1;

    public SamplingOptions Sampling { get; init; } = new() { Temperature = 0.9 };

    /// <summary>Of every draw: an answer depends on it, the question's id and the sample's number alone.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Answers drawn at once.</summary>
    public int BatchSize { get; init; } = 16;
}
