using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>Texts and bytes of single tokens, each looked up once.</summary>
internal sealed class TokenTexts(Tokenizer tokenizer)
{
    private readonly Dictionary<int, (string Text, byte[] Bytes)> _known = [];

    public TokenChance Of(int id, float logprob)
    {
        if (!_known.TryGetValue(id, out var token)) _known[id] = token = (tokenizer.TextOf(id), tokenizer.BytesOf(id));
        return new(id, token.Text, token.Bytes, logprob);
    }
}
