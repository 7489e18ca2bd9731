namespace AlwaysOnPolicy.Engine;

/// <summary>The output of a planned stage, before it exists: a stage's input record names what it needs by holding these.</summary>
/// <param name="Key">Hash of all that determines the output, 64 hexadecimal digits.</param>
/// <param name="StageName">Name of the stage that makes it.</param>
public abstract record Artifact(string Key, string StageName)
{
    /// <summary>The folder under stages/ that holds it.</summary>
    internal string FolderName => $"{StageName}-{Key[..12]}";
}

/// <inheritdoc cref="Artifact"/>
/// <typeparam name="T">Type of the stage's output record.</typeparam>
public sealed record Artifact<T>(string Key, string StageName) : Artifact(Key, StageName);
