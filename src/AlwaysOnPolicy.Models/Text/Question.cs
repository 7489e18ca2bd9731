namespace AlwaysOnPolicy.Models.Text;

/// <summary>A question to a policy: one record from the file or the author that it comes from to the rollout.</summary>
/// <param name="Id">Unique within its set.</param>
/// <param name="Domain">The subreddit or other group it belongs to; of a prompt, the one it is meant for. Null where unknown.</param>
/// <param name="Text">The question alone, without a template's words round it; a dialogue up to the answer as <see cref="Transcript"/> writes it.</param>
/// <param name="Origin">Null where nobody said.</param>
public sealed record Question(string Id, string? Domain, string Text, QuestionOrigin? Origin = null);
