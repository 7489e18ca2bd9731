using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts;

/// <summary>How much an author is asked for: <see cref="Calls"/> calls of <see cref="PromptsPerCall"/> prompts each.</summary>
public record AuthorSizes
{
    /// <summary>Calls. The paper: 40 an iteration.</summary>
    /// <value>calls</value>
    [Range(0, 10_000)] public int Calls { get; init => field = OptionRange.Check(this, value); } = 40;

    /// <summary>Prompts of a call. The paper: 50.</summary>
    /// <value>prompts</value>
    [Range(1, 1_000)] public int PromptsPerCall { get; init => field = OptionRange.Check(this, value); } = 50;

    /// <summary>How many quadruples of each domain a call is shown. The paper: 15.</summary>
    /// <value>quadruples</value>
    [Range(1, 1_000)] public int QuadruplesPerDomain { get; init => field = OptionRange.Check(this, value); } = 15;
}
