using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What the calls of one kind of stage may use, all of its stages together; of the run's budget, not beside it.</summary>
public sealed record StageBudgetSettings
{
    /// <summary>In the currency of the prices, US dollars unless their file says otherwise; null: as much as the run's.</summary>
    /// <value>dollars</value>
    [Range(0.0, 1e6)] public decimal? Money { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Tokens of requests and answers; null: as many as the run's.</summary>
    [Range(0, long.MaxValue)] public long? Tokens { get; init => field = OptionRange.Check(this, value); }
}
