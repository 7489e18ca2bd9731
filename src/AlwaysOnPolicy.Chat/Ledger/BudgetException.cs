namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A budget has no room for the next call. What was paid for is kept.</summary>
public sealed class BudgetException : UserErrorException
{
    /// <summary>An error with this message, which says which budget is spent and how it is raised.</summary>
    public BudgetException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public BudgetException(string message, Exception inner) : base(message, inner) { }

    /// <inheritdoc/>
    public override int ExitCode => 3;
}
