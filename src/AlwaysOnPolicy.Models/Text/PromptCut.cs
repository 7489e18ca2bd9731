namespace AlwaysOnPolicy.Models.Text;

/// <summary>What a prompt lost that was too long.</summary>
public enum PromptCut
{
    /// <summary>Nothing: it fits.</summary>
    None,

    /// <summary>A dialogue's oldest turns.</summary>
    Turns,

    /// <summary>The end of the question itself, and what was said before it.</summary>
    End,
}
