namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum JudgeKind
{
    /// <summary>The run's reward model. It shares the training signal's mistakes; the report says so.</summary>
    Reward,

    /// <summary>A language model that is asked with the paper's prompt.</summary>
    Chat,

    /// <summary>A language model of this machine, asked likewise without a service.</summary>
    Local,

    /// <summary>The miniature world's truth.</summary>
    Gold,

    /// <summary>The verdicts of an AlpacaEval annotation file. For files of answers alone.</summary>
    Annotations,
}
