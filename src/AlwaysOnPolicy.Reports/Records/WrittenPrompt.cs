namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A prompt that an author wrote or chose.</summary>
/// <param name="Domain">The one it is meant for; empty where the author said none.</param>
/// <param name="Text">The prompt.</param>
/// <param name="ChosenFrom">File and line of an author that chooses; null where it wrote.</param>
/// <param name="Kept">False where the arm's gate left it out of the training.</param>
public sealed record WrittenPrompt(string Domain, string Text, string? ChosenFrom, bool Kept);
