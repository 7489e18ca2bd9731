namespace AlwaysOnPolicy.Models.Embeddings;

/// <summary>Which encoder a name or folder stands for.</summary>
public static class SentenceEncoders
{
    /// <summary>The name of <see cref="WordEncoder"/>, in the place of a folder.</summary>
    public const string Words = "built-in/words";

    /// <summary>The encoder of a folder, or the one that needs none.</summary>
    /// <param name="folder">A sentence-transformers folder, or <see cref="Words"/>.</param>
    /// <exception cref="CheckpointException">As of <see cref="SentenceEncoder.Load"/>.</exception>
    public static ISentenceEncoder Load(string folder) => folder == Words ? new WordEncoder() : SentenceEncoder.Load(folder);
}
