namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>How much of a dialogue becomes the question.</summary>
public enum DialogueText
{
    /// <summary>All of it up to the answer, speakers named.</summary>
    Whole,

    /// <summary>What the human said last.</summary>
    FinalTurn,
}
