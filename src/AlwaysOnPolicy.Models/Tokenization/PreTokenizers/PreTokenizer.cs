namespace AlwaysOnPolicy.Models.Tokenization.PreTokenizers;

/// <summary>The step that splits a text into the words that the model then cuts into tokens.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Adds the words of a text that is not empty; none of them is empty.</summary>
    public abstract void Split(ReadOnlyMemory<char> text, List<ReadOnlyMemory<char>> words);
}

internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, List<ReadOnlyMemory<char>> words)
    {
        List<ReadOnlyMemory<char>> current = [text];
        foreach (var step in steps)
        {
            var next = new List<ReadOnlyMemory<char>>(current.Count);
            foreach (var piece in current) step.Split(piece, next);
            current = next;
        }
        words.AddRange(current);
    }
}
