using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>How much a <see cref="ServedPolicy"/> does and holds at once.</summary>
public sealed record ServingLimits
{
    /// <summary>Answers that grow at the same time, and the cache that they share: what bounds the memory.</summary>
    public GenerationBatchOptions Batch { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Answers that may wait for their turn; with more, callers are turned away.</summary>
    /// <value>answers</value>
    [Range(1, 100_000)] public int Waiting { get; init => field = OptionRange.Check(this, value); } = 128;
}
