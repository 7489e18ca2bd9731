using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>A token that is found in the text before the text is split.</summary>
/// <param name="Special">Left out when a text is decoded without special tokens.</param>
/// <param name="SingleWord">Only found where no word character touches it.</param>
/// <param name="StripLeft">Takes the white space before it along.</param>
/// <param name="StripRight">Takes the white space after it along.</param>
/// <param name="Normalized">Looked for in the normalized text, in its own normalized spelling; else in the text as it came.</param>
internal sealed record AddedToken(
    int Id, string Content, bool Special, bool SingleWord = false, bool StripLeft = false, bool StripRight = false, bool Normalized = false)
{
    /// <summary>An entry of added_tokens in tokenizer.json.</summary>
    public static AddedToken Read(ComponentJson part)
    {
        var id = part.Int("id");
        if (id is < 0 or > Vocabulary.LargestId) throw part.Damaged($"{part.Place}.id is {id}; ids go from 0 to {Vocabulary.LargestId}");
        var token = WithId(part, id);
        part.Done();
        return token;
    }

    /// <summary>The same object without an id, as tokenizer_config.json has it.</summary>
    public static AddedToken WithId(ComponentJson part, int id)
    {
        var special = part.Flag("special", false);
        var content = part.Text("content");
        if (content.Length == 0) throw part.Wrong("content", "a token that is not empty");
        return new AddedToken(id, content, special, part.Flag("single_word", false), part.Flag("lstrip", false), part.Flag("rstrip", false),
            part.Flag("normalized", !special));
    }
}
