using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>One answer that a caller wants of a <see cref="ServedPolicy"/>.</summary>
/// <param name="PromptIds">Token ids of the prompt; at least one.</param>
/// <param name="Sampling">How its tokens are drawn, and how many at most.</param>
/// <param name="Seed">Of this one answer.</param>
public sealed record ServedRequest(int[] PromptIds, SamplingOptions Sampling, ulong Seed)
{
    /// <summary>Token ids of the prompt; at least one.</summary>
    public int[] PromptIds { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(PromptIds);

    /// <summary>How its tokens are drawn, and how many at most.</summary>
    public SamplingOptions Sampling { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Sampling);

    /// <summary>The answer ends before the first of these texts; none is empty.</summary>
    public IReadOnlyList<string> Stop { get; init => field = OptionNotNull.Check(value); } = [];

    /// <summary>How many of the likeliest tokens are told beside each drawn one; null tells no log-probabilities at all.</summary>
    /// <value>tokens, 0 to 20</value>
    [Range(0, 20)] public int? TopLogprobs { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Whether what ended the answer is listed with its tokens.</summary>
    public bool TellsEnding { get; init; }

    /// <summary>The seed of a choice: of several answers to one prompt under one seed.</summary>
    public static ulong SeedOf(long seed, int choice) => Seeds.Derive(unchecked((ulong)seed), "choice", choice);
}
