namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>What became of an event.</summary>
internal enum SavedOutcome
{
    Saved,

    /// <summary>The same event came before, and counts once.</summary>
    AlreadySaved,

    /// <summary>Its key was used before for something else.</summary>
    KeyUsed,

    /// <summary>The rater has no such task.</summary>
    NoSuchTask,
}
