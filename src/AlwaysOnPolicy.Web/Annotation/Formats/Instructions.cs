namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>What raters are told unless the user says it otherwise.</summary>
internal static class Instructions
{
    /// <summary>The paper's task (section 6.2): mark the response that is felt to be more helpful to the prompt, or C where both are equal.</summary>
    public const string Paper = "Read the prompt and both responses. Mark the response, A or B, that you feel is more helpful to the prompt, " +
        "or mark C if both are equal.";
}
