using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts;

/// <summary>How much an author is asked for: <see cref="AuthorCalls"/> calls of <see cref="PromptsPerCall"/> prompts each.</summary>
public record AuthorSizes
{
    /// <summary>Author calls for one iteration. The paper: 40.</summary>
    /// <value>calls</value>
    [Range(1, 10_000)] public int AuthorCalls { get; init => field = OptionRange.Check(this, value); } = 40;

    /// <summary>Questions asked of one author call. The paper: 50, so 2,000 prompts an iteration.</summary>
    /// <value>questions</value>
    [Range(1, 1_000)] public int PromptsPerCall { get; init => field = OptionRange.Check(this, value); } = 50;

    /// <summary>Quadruples of each domain shown to one call. The paper: 15.</summary>
    /// <value>quadruples</value>
    [Range(1, 1_000)] public int QuadruplesPerDomain { get; init => field = OptionRange.Check(this, value); } = 15;

    /// <summary>Prompts that one iteration trains on.</summary>
    public int PromptsPerIteration() => AuthorCalls * PromptsPerCall;
}
