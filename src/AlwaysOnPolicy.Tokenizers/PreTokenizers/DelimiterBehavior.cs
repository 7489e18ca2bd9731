using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>What becomes of the pieces at which a text is split.</summary>
internal enum DelimiterBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,

    /// <summary>Delimiters that touch become one word.</summary>
    Contiguous,
}

/// <summary>A stretch of a text: a delimiter, or what stands between two.</summary>
internal readonly record struct Stretch(int Start, int End, bool IsDelimiter);

internal static class DelimiterBehaviors
{
    /// <param name="otherwise">What counts where the option is absent; null where it may not be.</param>
    public static DelimiterBehavior Read(ComponentJson part, string? otherwise)
    {
        var name = otherwise is null ? part.Text("behavior") : part.TextOrNull("behavior") ?? otherwise;
        return Enum.TryParse<DelimiterBehavior>(name, out var behavior) && Enum.GetName(behavior) == name
            ? behavior
            : throw part.Unsupported($"the behavior '{name}'", string.Join(", ", Enum.GetNames<DelimiterBehavior>()));
    }

    /// <param name="stretches">They follow each other without a gap over the whole text; an empty one is passed over.</param>
    public static void Join(ReadOnlyMemory<char> text, List<Stretch> stretches, DelimiterBehavior behavior, List<ReadOnlyMemory<char>> words)
    {
        var start = -1;           // of the word being gathered; -1 when there is none
        var end = 0;
        var previous = false;     // whether the last stretch was a delimiter
        foreach (var stretch in stretches)
        {
            var joins = behavior switch
            {
                DelimiterBehavior.Contiguous => stretch.IsDelimiter == previous,
                DelimiterBehavior.MergedWithPrevious => stretch.IsDelimiter && !previous,
                DelimiterBehavior.MergedWithNext => !stretch.IsDelimiter && previous,
                _ => false,
            };
            if (!joins || start < 0) Finish(stretch.Start);
            if (behavior == DelimiterBehavior.Removed && stretch.IsDelimiter) start = -1;
            end = stretch.End;
            previous = stretch.IsDelimiter;
        }
        Finish(end);

        void Finish(int next)
        {
            if (start >= 0 && end > start) words.Add(text[start..end]);
            start = next;
        }
    }
}
