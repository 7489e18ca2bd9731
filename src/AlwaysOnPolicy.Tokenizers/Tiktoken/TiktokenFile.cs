using System.Buffers.Text;
using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>Reads a tiktoken file: one token a line, its bytes in base64, a blank, its rank.</summary>
internal static class TiktokenFile
{
    /// <returns>The tokens in GPT-2's byte alphabet; the ranks are their ids.</returns>
    /// <exception cref="CheckpointException">A line is no such line, a token or rank comes twice, or one of the 256 bytes is no token.</exception>
    public static Vocabulary Read(string path, ReadOnlySpan<byte> content)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var ranks = new HashSet<int>();
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
        {
            number++;
            var line = content[range].TrimEnd((byte)'\r');
            if (line.IsEmpty) continue;
            var blank = line.IndexOf((byte)' ');
            if (blank < 1 || !TryBytes(line[..blank], out var bytes) || !Utf8Parser.TryParse(line[(blank + 1)..], out int rank, out var used)
                || used != line.Length - blank - 1 || rank is < 0 or > Vocabulary.LargestId)
                throw Damaged($"line {number} is not a token in base64, a blank and a rank from 0 to {Vocabulary.LargestId}");
            if (!ids.TryAdd(ByteAlphabet.Write(bytes), rank)) throw Damaged($"line {number} has a token that an earlier line has");
            if (!ranks.Add(rank)) throw Damaged($"line {number} has the rank {rank}, which an earlier line has");
        }
        for (var b = 0; b < 256; b++)
            if (!ids.ContainsKey(ByteAlphabet.Write([(byte)b]))) throw Damaged($"the byte 0x{b:X2} is no token");
        return Vocabulary.Of(ids);

        CheckpointException Damaged(string what) => new($"'{path}': {what}. The file is damaged or no tiktoken file: fetch it again.");
    }

    private static bool TryBytes(ReadOnlySpan<byte> base64, out byte[] bytes)
    {
        bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        var done = Base64.DecodeFromUtf8(base64, bytes, out _, out var written) == System.Buffers.OperationStatus.Done;
        Array.Resize(ref bytes, written);
        return done && written > 0;
    }
}
