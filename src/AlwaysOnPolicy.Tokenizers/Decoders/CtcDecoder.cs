using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>What a model of speech says frame by frame (connectionist temporal classification): of equal neighbours one stays, padding goes, and where the
/// text is cleaned up the delimiter of words becomes a blank.</summary>
internal sealed class CtcDecoder(string padding, string wordDelimiter, bool cleanUp) : Decoder
{
    public static CtcDecoder Read(ComponentJson part) => new(part.Text("pad_token"), part.Text("word_delimiter_token"), part.Flag("cleanup", true));

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens)
    {
        var pieces = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && tokens[i] == tokens[i - 1]) continue;
            var piece = Without(tokens[i], padding, "");
            if (cleanUp) piece = Without(WordPieceDecoder.CleanUp(piece), wordDelimiter, " ");
            if (piece.Length > 0) pieces.Add(piece);
        }
        return pieces;
    }

    private static string Without(string text, string part, string with) => part.Length == 0 ? text : text.Replace(part, with, StringComparison.Ordinal);
}
