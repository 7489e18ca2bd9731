namespace AlwaysOnPolicy.Experiments.Sources;

/// <param name="Domain">The subreddit or other group it belongs to; null where unknown.</param>
public sealed record Question(string Id, string? Domain, string Text);
