using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>A word is a token, or unknown.</summary>
internal sealed class WordLevel(Vocabulary vocabulary, int unknown) : TokenModel(vocabulary)
{
    public static WordLevel Read(ComponentJson part)
    {
        var vocabulary = Vocabulary.Read(part);
        return new WordLevel(vocabulary, Unknown(part, vocabulary, part.Text("unk_token")));
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<int> ids) => ids.Add(IdOf(word));

    public override List<PlacedToken> Place(ReadOnlySpan<char> word) => [new(IdOf(word), new TextSpan(0, word.Length))];

    private int IdOf(ReadOnlySpan<char> word) => Vocabulary.TryGetId(word, out var id) ? id : unknown;
}
