using AlwaysOnPolicy.Tokenizers.Decoders;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>Decodes as transformers' tokenizers on SentencePiece do: runs of pieces by SentencePiece, special tokens between them as they are spelt.</summary>
/// <param name="special">Tokens that SentencePiece does not decode.</param>
/// <param name="apart">Added tokens that stand apart, with a blank on both sides.</param>
/// <param name="dropsFirstMark">Takes the mark off the first token of a run, as T5's does.</param>
internal sealed class SpmDecoder(SpmFile file, Vocabulary vocabulary, IReadOnlySet<string> special, IReadOnlySet<string> apart, bool dropsFirstMark) : Decoder
{
    private const char Mark = '▁';

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens)
    {
        var (texts, run) = (new List<string>(), new List<string>());
        foreach (var token in tokens)
        {
            if (!apart.Contains(token))
            {
                run.Add(token);
                continue;
            }
            if (run.Count > 0 && Text(run) is { Length: > 0 } text) texts.Add(text);
            run.Clear();
            texts.Add(token);
        }
        if (run.Count > 0) texts.Add(Text(run));
        return [string.Join(' ', texts)];
    }

    private string Text(List<string> tokens)
    {
        var (text, pieces) = (new System.Text.StringBuilder(), new List<string>());
        var afterSpecial = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = i == 0 && dropsFirstMark && tokens[i].StartsWith(Mark) ? tokens[i][1..] : tokens[i];
            if (!special.Contains(token))
            {
                pieces.Add(token);
                afterSpecial = false;
                continue;
            }
            if (!afterSpecial) text.Append(' ');
            text.Append(Pieces(pieces)).Append(token);
            pieces.Clear();
            afterSpecial = true;
        }
        return text.Append(Pieces(pieces)).ToString().Trim();
    }

    /// <summary>SentencePiece's own decoding: the mark that opens the text is dropped, other marks are blanks, bytes are put together.</summary>
    private string Pieces(List<string> pieces)
    {
        var (text, bytes) = (new System.Text.StringBuilder(), new List<byte>());
        var opened = false;
        foreach (var piece in pieces)
        {
            var kind = vocabulary.TryGetId(piece, out var id) ? file.Pieces[id].Kind : SpmPieceKind.Normal;
            if (kind == SpmPieceKind.Byte)
            {
                bytes.Add(ByteTokens.ByteOf(piece)!.Value);
                continue;
            }
            Flush();
            if (kind == SpmPieceKind.Control) continue;
            var shown = piece;
            if (!opened && text.Length == 0 && (file.AddDummyPrefix || file.RemoveExtraWhitespaces) && piece.StartsWith(Mark))
            {
                shown = piece[1..];
                opened = !file.RemoveExtraWhitespaces;   // extra blanks in front are all dropped
            }
            text.Append(shown.Replace(Mark, ' '));
        }
        Flush();
        return text.ToString();

        void Flush()
        {
            // Each byte that is part of no character becomes U+FFFD.
            for (ReadOnlySpan<byte> rest = bytes.ToArray(); !rest.IsEmpty;)
            {
                var valid = System.Text.Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
                text.Append(valid ? rune : System.Text.Rune.ReplacementChar);
                rest = rest[(valid ? used : 1)..];
            }
            bytes.Clear();
        }
    }
}
