namespace AlwaysOnPolicy.Learning.Training;

/// <summary>Where a training stood after some step. All random generators derive from its seed and the number of the step or the epoch, so this is the whole
/// state.</summary>
/// <param name="Folder">Holds checkpoint.json, and what the training put beside it.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Identity">Of the training: seed, data and settings. Only the same one can go on from here.</param>
public sealed record Checkpoint(string Folder, int Step, string Identity);
