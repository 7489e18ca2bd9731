using AlwaysOnPolicy.Chat;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>What a language model that judges is shown and asked for, and when its work stops.</summary>
public record JudgeRequestOptions : FailureLimit
{
    /// <summary>In which orders a language model is shown the two answers. Both orders take twice as many calls.</summary>
    public JudgeOrders Orders { get; init; } = JudgeOrders.Both;

    /// <summary>Whether a language model reasons first. The paper's prompt asks for a letter alone; with this its last sentence asks for reasons and then a
    /// last line with the letter, and only that line is read.</summary>
    public bool Reasoning { get; init; }
}
