namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>In which orders a judge is shown two answers.</summary>
public enum JudgeOrders
{
    /// <summary>Each comparison is asked twice, once with either answer first; a verdict that turns with the order is inconsistent.</summary>
    Both,

    /// <summary>Each comparison is asked once, as in the paper; which answer is read first is drawn by lot.</summary>
    Single,
}
