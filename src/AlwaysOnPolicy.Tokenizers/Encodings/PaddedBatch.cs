namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>Fills the rows of a batch up to one length.</summary>
internal static class PaddedBatch
{
    public static Encoding[] Fill(IReadOnlyList<Encoding> rows, int padId, Side side, int length, int? multipleOf)
    {
        if (multipleOf is { } step && length % step != 0) length += step - (length % step);
        return [.. rows.Select(r => Fill(r, padId, side, length))];
    }

    private static Encoding Fill(Encoding row, int padId, Side side, int length)
    {
        var missing = length - row.Ids.Length;
        return missing <= 0 ? row : new Encoding(Widen(row.Ids, padId), Widen(row.AttentionMask, 0), Widen(row.TypeIds, 0), Widen(row.SpecialTokensMask, 1));

        int[] Widen(int[] values, int with)
        {
            var wide = new int[length];
            values.CopyTo(wide, side == Side.Right ? 0 : missing);
            Array.Fill(wide, with, side == Side.Right ? values.Length : 0, missing);
            return wide;
        }
    }
}
