namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A budget has no room for the next call. What was paid for is kept.</summary>
public sealed class BudgetException : UserErrorException
{
    public BudgetException(string message) : base(message) { }
    public BudgetException(string message, Exception inner) : base(message, inner) { }

    public override int ExitCode => 3;
}
