namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What questions, demonstrations and pairs have in common; enough to keep sets of them apart.</summary>
public interface IDataRow
{
    /// <summary>Unique within its data set.</summary>
    string Id { get; }

    /// <summary>What the question is about; null where the data does not say.</summary>
    string? Domain { get; }

    /// <summary>The question's text.</summary>
    string Question { get; }

    /// <summary>Rows of one post are about one question, whatever its wording; null where the data has no posts.</summary>
    string? PostId { get; }
}
