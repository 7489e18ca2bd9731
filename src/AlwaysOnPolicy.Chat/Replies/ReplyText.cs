using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Replies;

/// <summary>The one place where the shell comes off a language model's reply: thoughts, turn marks, answer tags, code fences, emphasis, quotes,
/// brackets.</summary>
public static partial class ReplyText
{
    private const int Shown = 200;

    private static readonly (char Open, char Close)[] s_quotes = [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’'), ('*', '*'), ('_', '_')];
    private static readonly (char Open, char Close)[] s_brackets = [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>'), ('【', '】'), ('「', '」')];

    /// <summary>What was said to the reader: without thoughts and turn marks, and where it stands in answer tags, what they hold.</summary>
    /// <returns>Empty where there were thoughts only.</returns>
    public static string Said(string reply)
    {
        var text = TurnMark().Replace(Thoughts.Remove(reply), "");
        return (AnswerTag().Matches(text) is { Count: 1 } tagged ? tagged[0].Groups["words"].Value : text).Trim();
    }

    /// <summary>The text without lines that only open or close a code fence or a tag.</summary>
    public static string WithoutFences(string text) => FenceLine().Replace(text, "").Trim();

    /// <summary>The text without bold, code marks and headings' signs, which change no meaning.</summary>
    public static string WithoutMarkup(string text) => Markup().Replace(text, "").Trim();

    /// <summary>Takes off quotes and emphasis that stand round the whole.</summary>
    public static string Unquoted(string text) => Peeled(text, s_quotes);

    /// <summary>Takes off quotes, emphasis and brackets that stand round the whole, and TeX's box.</summary>
    public static string Unwrapped(string text) => Peeled(Box().Replace(text.Trim(), "${words}"), [.. s_quotes, .. s_brackets]);

    /// <summary>A reply for a message: on one line, cut to a sensible length.</summary>
    public static string Quoted(string reply)
    {
        var line = Gap().Replace(reply, " ").Trim();
        return line.Length > Shown ? $"\"{line[..Shown]} …\"" : $"\"{line}\"";
    }

    private static string Peeled(string text, IReadOnlyList<(char Open, char Close)> pairs)
    {
        text = text.Trim();
        while (text.Length > 2 && pairs.Any(p => text[0] == p.Open && text[^1] == p.Close && text.IndexOf(p.Close, 1) >= Inner(text, p)))
            text = text[1..^1].Trim();
        return text;
    }

    // The pair stands round the whole only when it is not closed earlier: '"A" or "B"' keeps its quotes, '[[A]]' loses both pairs.
    private static int Inner(string text, (char Open, char Close) pair) =>
        text.Length - (pair.Open == pair.Close ? 1 : 1 + text.TakeWhile(c => c == pair.Open).Count() - 1);

    [GeneratedRegex(@"<\|(?:im_end|eot_id|end|endoftext|end_of_text|return|assistant|begin_of_solution|end_of_solution)\|>" +
        @"|<\|(?:im_start|start)\|>(?:assistant)?|</s>|<eos>|<end_of_turn>|<｜end▁of▁sentence｜>")]
    private static partial Regex TurnMark();

    // Closed anywhere, or, of a reply that was stopped at the closing tag, from a line's beginning to the end.
    [GeneratedRegex(@"<(?<tag>answer|final_answer|verdict)>(?<words>.*?)</\k<tag>>" +
        @"|^[ \t]*<(?<tag>answer|final_answer|final|verdict|output|response|questions)>(?<words>.*?)(?:</\k<tag>>[ \t]*\r?$|\z)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex AnswerTag();

    [GeneratedRegex(@"^[ \t]*(?:(?:```|~~~)[\w+-]*|</?[a-z_]+>)[ \t]*\r?$\n?", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex FenceLine();

    [GeneratedRegex(@"\*+|`+|__|^[ \t]*#+[ \t]*|^[ \t]*>[ \t]+", RegexOptions.Multiline)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^\$*\\(?:boxed|text|mathbf|textbf|fbox)\{(?:\\(?:text|mathrm|mathbf|textbf)\{)?(?<words>[^{}]*)\}?\}\$*\.?$")]
    private static partial Regex Box();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
