using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>The step that cuts a word into tokens of the vocabulary. Safe to use from several threads.</summary>
internal abstract class TokenModel(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary => vocabulary;

    public abstract void Tokenize(ReadOnlySpan<char> word, List<int> ids);

    /// <summary>The same tokens with their places in the word. Those that a character's bytes are written as all have the character's.</summary>
    public abstract List<PlacedToken> Place(ReadOnlySpan<char> word);

    /// <summary>The id of the token for what the vocabulary does not hold.</summary>
    protected static int Unknown(ComponentJson part, Vocabulary vocabulary, string token) => vocabulary.IdOf(token)
        ?? throw part.Damaged($"{part.Place}.unk_token is '{token}', which is not in its vocabulary");
}
