using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Chat.Ledger;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What a run's calls to language models may use, all that were ever made in its folder. Where a budget has no room for the next call the run ends
/// with exit code 3 and what it has is kept. With a budget each answer needs a limit (max_output_tokens); with one in money each model a price.</summary>
public sealed record BudgetSettings
{
    private const string Setting = "chat.budget";

    /// <summary>In the currency of the prices, US dollars unless their file says otherwise; null: without limit.</summary>
    /// <value>dollars</value>
    [Range(0.0, 1e6)] public decimal? Money { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Tokens of requests and answers; null: without limit.</summary>
    [Range(0, long.MaxValue)] public long? Tokens { get; init => field = OptionRange.Check(this, value); }

    /// <summary>Of it what the authors of SOP and AOP may use.</summary>
    public StageBudgetSettings Author { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Of it what the writer of vanilla questions may use.</summary>
    public StageBudgetSettings Vanilla { get; init => field = OptionNotNull.Check(value); } = new();

    /// <summary>Of it what judges may use.</summary>
    public StageBudgetSettings Judge { get; init => field = OptionNotNull.Check(value); } = new();

    internal CallBudget Limits => new(new(Setting, Money, Tokens), new Dictionary<string, BudgetLimits>
    {
        [ChatStages.Author] = new($"{Setting}.author", Author.Money, Author.Tokens),
        [ChatStages.Vanilla] = new($"{Setting}.vanilla", Vanilla.Money, Vanilla.Tokens),
        [ChatStages.Judge] = new($"{Setting}.judge", Judge.Money, Judge.Tokens),
    });
}
