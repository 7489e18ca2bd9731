namespace AlwaysOnPolicy.Web.Annotation.Records;

/// <summary>Why a rater is shown an item.</summary>
public enum TaskKind
{
    /// <summary>For a verdict.</summary>
    Item,

    /// <summary>For a second time, to see whether the rater says the same.</summary>
    Repeat,

    /// <summary>To see whether the rater reads.</summary>
    Check,
}
