using System.Text;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Replies;

/// <summary>Takes what a model thought out of what it said, where a service leaves both in one text.</summary>
internal static partial class Thoughts
{
    // What is left of the channels' marks where a server decoded them without special tokens.
    private const string StrippedMark = "assistantfinal";

    /// <summary>The words outside of thoughts. A thought that is not closed lasts to the end; what stands before a closing tag that nothing opened is
    /// thought too (many servers put the opening tag into the prompt).</summary>
    public static string Remove(string reply)
    {
        var text = Channelled(reply);
        var said = new StringBuilder();
        var (thinking, from) = (false, 0);
        foreach (Match tag in Tag().Matches(text))
        {
            var closes = tag.Groups["close"].Success;
            if (closes && !thinking) said.Clear();
            else if (!closes && !thinking) said.Append(text, from, tag.Index - from);
            thinking = !closes;
            from = tag.Index + tag.Length;
        }
        return thinking ? said.ToString() : said.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Of a reply in gpt-oss's channels, what its last final channel holds: nothing where there is none.</summary>
    private static string Channelled(string reply)
    {
        var channels = Channel().Matches(reply);
        if (channels.Count == 0)
            return reply.TrimStart().StartsWith("analysis", StringComparison.Ordinal)
                && reply.LastIndexOf(StrippedMark, StringComparison.Ordinal) is >= 0 and var mark
            ? reply[(mark + StrippedMark.Length)..] : reply;
        if (channels.LastOrDefault(c => c.Groups["name"].Value == "final") is not { } final) return "";
        var start = final.Index + final.Length;
        var end = reply.IndexOf("<|", start, StringComparison.Ordinal);
        return end < 0 ? reply[start..] : reply[start..end];
    }

    // Not in backticks: "`<think>`" is about the tag. Also [THINK] (Mistral), <|begin_of_thought|>, <seed:think>, Kimi's ◁think▷, MedGemma's <unused94>.
    [GeneratedRegex(
        @"(?<!`)(?:<(?<close>/)?(?:\w+:)?(?:think|thinking|thoughts?|reasoning|reflection|" +
        @"analysis|scratchpad|internal_monologue|chain_of_thought|cot)\b[^<>\n/]*>" +
        @"|\[(?<close>/)?THINK\]|◁(?<close>/)?think▷|<\|(?:begin|(?<close>end))_of_thought\|>|<unused94>|<(?<close>unused95)>)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<\|channel\|>\s*(?<name>\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>")]
    private static partial Regex Channel();
}
