namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum AuthorKind
{
    /// <summary>Chooses from the user's own questions.</summary>
    Pool,

    /// <summary>A language model that is asked with the paper's prompt.</summary>
    Chat,

    /// <summary>A language model of this machine, asked likewise without a service.</summary>
    Local,

    /// <summary>The miniature world's author.</summary>
    Miniature,
}
