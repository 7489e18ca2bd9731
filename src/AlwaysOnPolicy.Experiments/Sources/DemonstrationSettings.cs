using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Rows to fine-tune on.</summary>
public sealed record DemonstrationSettings
{
    /// <summary>Where the rows lie.</summary>
    public required DataSource Data { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Rows used; null uses all.</summary>
    /// <value>rows</value>
    [Range(1, int.MaxValue)] public int? Limit { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Rows kept apart for the validation loss.</summary>
    /// <value>rows</value>
    [Range(1, int.MaxValue)] public int Validation { get; init => field = OptionRange.Check(this, value); } = 100;
}
