namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a run's calls may use, together and by stage.</summary>
/// <param name="Run">Of all calls together.</param>
/// <param name="Stages">By a stage's name; all stages of that name together.</param>
public sealed record CallBudget(BudgetLimits Run, IReadOnlyDictionary<string, BudgetLimits> Stages)
{
    /// <summary>Of all calls together.</summary>
    public BudgetLimits Run { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Run);

    /// <summary>By a stage's name; all stages of that name together.</summary>
    public IReadOnlyDictionary<string, BudgetLimits> Stages { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Stages);

    /// <summary>No limit for the run nor for any stage.</summary>
    public static CallBudget None { get; } = new(new BudgetLimits("chat.budget"), new Dictionary<string, BudgetLimits>());

    internal bool Counts(string stage) => Run.AreSet || (Stages.TryGetValue(stage, out var own) && own.AreSet);

    /// <summary>Whether money is counted in a stage: then its model needs a price.</summary>
    public bool CountsMoney(string stage) => Run.Money is not null || (Stages.TryGetValue(stage, out var own) && own.Money is not null);
}
