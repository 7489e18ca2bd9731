namespace AlwaysOnPolicy.Engine;

/// <summary>A file of a finished stage.</summary>
/// <param name="Path">Relative to the stage's folder, '/' between the parts.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, in hexadecimal.</param>
public sealed record StageFile(string Path, long Bytes, string Sha256);
