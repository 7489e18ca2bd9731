namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Drops the blanks that splitting into words leaves before marks and contractions: clean_up_tokenization_spaces.</summary>
internal static class Spacing
{
    private static readonly (string Loose, string Tight)[] s_changes =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"),
        (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static string CleanUp(string text) => s_changes.Aggregate(text, (t, change) => t.Replace(change.Loose, change.Tight, StringComparison.Ordinal));
}
