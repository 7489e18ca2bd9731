namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>Cuts one text or two down to a number of tokens, as the tokenizers library does.</summary>
internal static class Truncating
{
    /// <param name="limit">Tokens that both may have together.</param>
    /// <exception cref="DataException">The text that may be cut has not enough tokens.</exception>
    public static void Apply(List<int> first, List<int>? second, int limit, Truncation truncation, Side side)
    {
        var surplus = first.Count + (second?.Count ?? 0) - limit;
        if (surplus <= 0 || truncation == Truncation.None) return;
        if (limit == 0)
        {
            first.Clear();
            second?.Clear();
            return;
        }
        if (truncation == Truncation.LongestFirst)
        {
            var (keepFirst, keepSecond) = second is null ? (limit, 0) : Shares(first.Count, second.Count, limit);
            Cut(first, keepFirst, side);
            if (second is not null) Cut(second, keepSecond, side);
            return;
        }
        var target = truncation == Truncation.OnlyFirst ? first : second ?? throw new DataException("There is no second text to cut: cut the first.");
        // As in the reference, at least one token of the text that is cut must remain.
        if (target.Count <= surplus)
            throw new DataException($"The {(target == first ? "first" : "second")} text has {target.Count} tokens, and {surplus} are too many: "
                + "allow a longer encoding, or let the longer text be cut first.");
        Cut(target, target.Count - surplus, side);
    }

    /// <summary>The same as transformers' Python classes do it: a text that would lose all its tokens keeps them, and the encoding stays too long.</summary>
    public static void ApplyWherePossible(List<int> first, List<int>? second, int limit, Truncation truncation, Side side)
    {
        var surplus = first.Count + (second?.Count ?? 0) - limit;
        if (surplus <= 0 || truncation == Truncation.None) return;
        if (truncation == Truncation.LongestFirst && second is not null)
        {
            var fromLonger = Math.Min(Math.Abs(first.Count - second.Count), surplus);
            var rest = surplus - fromLonger;
            var (firstLoses, secondLoses) = first.Count > second.Count
                ? (fromLonger + (rest / 2), rest - (rest / 2))
                : (rest / 2, fromLonger + rest - (rest / 2));
            Cut(first, Math.Max(0, first.Count - firstLoses), side);
            Cut(second, Math.Max(0, second.Count - secondLoses), side);
            return;
        }
        var target = truncation == Truncation.OnlySecond ? second : first;
        if (target is not null && target.Count > surplus) Cut(target, target.Count - surplus, side);
    }

    /// <summary>The longer is cut to what the shorter leaves, but not below the shorter; if that is not enough both get half.</summary>
    private static (int First, int Second) Shares(int first, int second, int limit)
    {
        var (shorter, longer) = (Math.Min(first, second), Math.Max(first, second));
        longer = shorter > limit ? shorter : Math.Max(shorter, limit - shorter);
        if (shorter + longer > limit) (shorter, longer) = (limit / 2, (limit / 2) + (limit % 2));
        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private static void Cut(List<int> ids, int keep, Side side)
    {
        if (keep >= ids.Count) return;
        ids.RemoveRange(side == Side.Right ? keep : 0, ids.Count - keep);
    }
}
