namespace AlwaysOnPolicy.Engine;

/// <summary>A file of a finished stage.</summary>
/// <param name="Path">Relative to the stage's folder, '/' between the parts.</param>
public sealed record StageFile(string Path, long Bytes, string Sha256);
