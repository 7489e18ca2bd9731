using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Models.Text;

/// <summary>Provenance of a question: a line of a file, or a call of an author.</summary>
/// <param name="Source">The file's name without its folder, or the author's name.</param>
/// <param name="Place">In a file the line, of a Parquet file the row, from 1; of an author the number of the call, from 0.</param>
public sealed record QuestionOrigin(string Source, int Place)
{
    /// <summary>Where an author that chooses questions has this one from; null where the author wrote it, and of files.</summary>
    public QuestionOrigin? Chosen { get; init; }

    /// <summary>The rule by which the author weighed what it knew of the policy; null of authors that do not look at it, and of files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Rule { get; init; }
}
