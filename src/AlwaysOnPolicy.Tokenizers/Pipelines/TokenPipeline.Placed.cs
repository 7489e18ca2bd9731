using AlwaysOnPolicy.Tokenizers.Offsets;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Pipelines;

internal sealed partial record TokenPipeline
{
    /// <summary>The tokens of <see cref="Tokens"/>, each with its place in the text: another way through the same components, since the places cost
    /// time.</summary>
    public List<PlacedToken> PlacedTokens(string text)
    {
        var (tokens, parts, inner, words) = (new List<PlacedToken>(), new List<TextPart>(), new List<TextPart>(), new List<AlignedText>());
        var whole = AlignedText.Of(text);
        Added.InRawText.Split(whole.Text, splitSpecial: false, parts);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = whole.Slice(parts[i].Text);
            if (parts[i].Token is { } token)
            {
                tokens.Add(new PlacedToken(token.Id, part.SpanOf(new TextSpan(0, part.Text.Length))));
                continue;
            }
            var normalized = Normalizer?.Apply(part) ?? part;
            inner.Clear();
            Added.InNormalizedText.Split(normalized.Text, splitSpecial: false, inner);
            for (var k = 0; k < inner.Count; k++)
            {
                var piece = normalized.Slice(inner[k].Text);
                if (inner[k].Token is { } innerToken)
                {
                    tokens.Add(new PlacedToken(innerToken.Id, piece.SpanOf(new TextSpan(0, piece.Text.Length))));
                    continue;
                }
                words.Clear();
                if (PreTokenizer is null) words.Add(piece);
                else PreTokenizer.Split(piece, opensText: i == 0 && k == 0 && (Normalizer?.KeepsBeginning(part.Text.ToString()) ?? true), words);
                foreach (var word in words)
                    foreach (var placed in Model.Place(word.Text.Span)) tokens.Add(placed with { Span = word.SpanOf(placed.Span) });
            }
        }
        return tokens;
    }
}
