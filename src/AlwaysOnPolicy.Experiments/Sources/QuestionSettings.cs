using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A set of questions.</summary>
public sealed record QuestionSettings
{
    /// <summary>Where the questions lie.</summary>
    public required DataSource Data { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Questions used, drawn by lot; null uses all. The paper tests on 2,000.</summary>
    /// <value>questions</value>
    [Range(1, int.MaxValue)] public int? Limit { get; init => field = OptionRange.Check(this, value); }
}
