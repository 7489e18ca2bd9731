namespace AlwaysOnPolicy.Models.Serving;

/// <summary>Why an answer ends.</summary>
public enum AnswerFinish
{
    /// <summary>The model ended it, or a stop text came.</summary>
    Stop,

    /// <summary>It has its most tokens.</summary>
    Length,
}
