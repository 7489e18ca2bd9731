namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>The step that splits a text into the words that the model then cuts into tokens.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Adds the words of a text that is not empty; none of them is empty.</summary>
    /// <param name="opensText">Nothing comes before it, no added token either.</param>
    public abstract void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words);
}

internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        List<ReadOnlyMemory<char>> current = [text];
        foreach (var step in steps)
        {
            var next = new List<ReadOnlyMemory<char>>(current.Count);
            for (var i = 0; i < current.Count; i++) step.Split(current[i], opensText && i == 0, next);
            current = next;
        }
        words.AddRange(current);
    }
}
