using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>How patient a writer is with its LLM.</summary>
public sealed record WritingLimits
{
    /// <summary>How often a call is made again after an error or an answer without a list. Apart from the client's own retries of 429 and 5xx.</summary>
    [Range(0, 100)] public int Retries { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>How often more is asked for when an answer held fewer new entries than wanted.</summary>
    [Range(0, 100)] public int TopUps { get; init => field = OptionRange.Check(this, value); } = 3;
}
