using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Chat.Replies;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Reads the letter out of a judge's reply. The shell comes off (thoughts, fences, emphasis, brackets, labels, a reason after the letter), and what
/// is left must name one choice and no other: picking a letter out of other words would be a guess. A reason must not speak against it
/// (<see cref="VerdictReason"/>).</summary>
internal static partial class VerdictReply
{
    private const string Open = @"[""'“‘(\[{<]*", Close = @"[""'”’)\]}>]*";
    private const string Noun = @"(?i:the\s+)?(?:(?<noun>(?i:response|answer|option|assistant|choice|candidate))\s*[:=]?\s*)?";
    private const string Choice = Noun + Open + @"(?<choice>(?i:(?:it'?s\s+|it\s+is\s+)?(?:a\s+)?(?:tie|draw))\b|[ABC](?![\w'’])|[abc](?=[\W_]*$))" + Close;

    // What may come after a choice: nothing, or what shows that the choice is made. "A or B", "A/B", "A, B" and "A good one" are none.
    private const string End = @"(?=\s*$|\s*\n|(?:(?<colon>\s*:\s)|[.!;](?:\s|$)|\s+[-–—]+\s|—)(?!\s*(?i:or|and|but|nor)\b)" +
        @"|,?\s+(?i:because|since|due\s+to)\b|\s*\((?!\s*(?i:or|and|but|nor)\b))";

    private static readonly string[] s_fields = ["verdict", "answer", "final_answer", "choice", "winner", "preference", "preferred", "decision", "judgment",
        "judgement", "result", "label", "better"];

    /// <returns>A, B or C; null where the reply names none of them or several, or gives a reason for another one.</returns>
    public static char? Letter(string reply)
    {
        var (choices, words) = Read(ReplyText.Said(reply));
        return choices.Distinct().ToArray() is [not '?' and var letter] && !VerdictReason.Contradicts(words, letter) ? letter : null;
    }

    /// <summary>The letter of a reply that reasons first: its last line's, whatever was weighed before.</summary>
    /// <returns>A, B or C; null where the last line names none of them or several.</returns>
    public static char? LastLetter(string reply) => Letter(LastLine(reply));

    /// <summary>The last line that has a word on it.</summary>
    public static string LastLine(string reply) => ReplyText.Said(reply).Split('\n').LastOrDefault(line => line.Any(char.IsLetterOrDigit))?.Trim() ?? "";

    /// <summary>Every choice that the reply makes, and the words round it; of JSON, what its other fields say.</summary>
    private static (char[] Choices, string Words) Read(string said)
    {
        var fields = ReplyJson.Values(said).Where(v => v.ValueKind == JsonValueKind.Object).SelectMany(v => v.EnumerateObject())
            .ToLookup(p => s_fields.Contains(p.Name, StringComparer.OrdinalIgnoreCase), p => p.Value.ToString());
        if (fields[true].Any()) return ([.. fields[true].Select(f => Alone(f) ?? '?')], string.Join('\n', fields[false]));
        var text = ReplyText.WithoutMarkup(ReplyText.WithoutFences(said)).Normalize(NormalizationForm.FormKC).Replace("\r", "", StringComparison.Ordinal);
        return (Named(text), text);
    }

    /// <summary>Every choice that the text makes; '?' for a place where one should stand and does not.</summary>
    private static char[] Named(string text)
    {
        if ((Alone(text) ?? Stated(text)) is { } whole) return [whole];
        var lastLine = text[(text.LastIndexOf('\n') + 1)..];
        return
        [
            .. First(text),
            .. Marked().Matches(text).Select(Of),
            .. Labelled().Matches(text).Select(Of),
            .. Alone(lastLine) is { } last ? [last] : Array.Empty<char>(),
        ];
    }

    /// <summary>The text's one choice when there is nothing else in it.</summary>
    private static char? Alone(string text)
    {
        for (var before = ""; before != text;) text = ReplyText.Unwrapped(Ornament().Replace(before = text, ""));
        return Whole().Match(text) is { Success: true } match ? Of(match) : null;
    }

    private static char? Stated(string text) => Statement().Match(text) is { Success: true } match ? Of(match) : null;

    /// <summary>The choice that the text begins with, unless it begins a list of them: "A: good. B: better."</summary>
    private static char[] First(string text)
    {
        if (Leading().Match(text) is not { Success: true } first || (first.Groups["noun"].Success && first.Groups["colon"].Success)) return [];
        if (TakenBack().IsMatch(text)) return ['?'];
        return Listed().Matches(text).Select(Of).Any(letter => letter != Of(first)) ? [] : [Of(first)];
    }

    private static char Of(Match match) => match.Groups["choice"].Value is { Length: 1 } letter ? char.ToUpperInvariant(letter[0]) : 'C';

    // Bullets, arrows, emoji and invisible marks before it; these and punctuation after it.
    [GeneratedRegex(@"^[\s\-•→\p{So}\p{Cs}\p{Cf}\p{Mn}]+|[\s.!;:,\p{So}\p{Cs}\p{Cf}\p{Mn}]+$")]
    private static partial Regex Ornament();

    [GeneratedRegex("^" + Choice + "$")]
    private static partial Regex Whole();

    [GeneratedRegex("^" + Choice + End)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\[\[\s*(?<choice>[ABCabc]|(?i:tie))\s*\]\]|\\boxed\{\s*(?:\\\w+\{)?\s*(?<choice>[ABC])\s*\}")]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?:^|[.!?;:]\s+|\n\s*|,\s+)(?i:(?:so|therefore|thus|hence|overall|in\s+conclusion)[,:]?\s+)?" +
        @"(?i:(?:the\s+|my\s+)?(?:(?:final|overall|correct|best|better|preferred|more\s+helpful|stronger|winning)\s+)*" +
        @"(?:answer|verdict|choice|decision|judge?ment|winner|preference|conclusion|result|response|selection)\s*(?::|=|\bis\b:?|→|->)" +
        @"|I(?:\s+would|'d)?\s+(?:prefer|choose|pick|select))\s*" +
        Choice + End, RegexOptions.Multiline)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"(?<=(?:^|[.;,!?\n]|\s[-–—])\s*)" + Noun + Open + "(?<choice>[ABC])" + Close + @"\s*[:.)=]")]
    private static partial Regex Listed();

    // A sentence in which the judge thinks again: "A. Wait, B is better."
    [GeneratedRegex(@"(?:[.!?;]|\n|\s[-–—])\s*(?i:(?:oh|but|hmm)?,?\s*" +
        @"(?:wait|actually|correction|scratch\s+that|just\s+kidding|on\s+(?:second\s+thoughts?|reflection)))\b")]
    private static partial Regex TakenBack();

    [GeneratedRegex(@"^(?!.*\b(?i:but|however|although|though|unless|yet|while)\b)(?i:I\s+(?:think|believe)\s+(?:that\s+)?)?" + Noun +
        @"(?<choice>[AB])\s+(?i:is\s+" +
        @"(?:(?:clearly|slightly|much|definitely|far|overall|the)\s+)*" +
        @"(?:better|best|winner|stronger|superior|preferred|preferable|more\s+(?:helpful|informative|practical|useful))" +
        @"(?:\s+(?:response|answer|one|choice|option))?)(?:\s+(?i:than\s+(?:response\s+|answer\s+)?)[AB])?" +
        @"(?:\s+overall)?(?i:,?\s+(?:because|since|as)\b[^.;\n]*)?[.!]?$")]
    private static partial Regex Statement();
}
