using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>What a judge's words say of the two answers beside the choice: "A because it is worse" is no verdict, whatever its letter.</summary>
/// <remarks>Read are the words that the judge was asked in, and their opposites: better, best, superior, stronger, preferable, more or most helpful, practical,
/// informative, supportive or useful; worse, worst, inferior, weaker, unhelpful, less or least of the same. A clause speaks of the answer that it names first,
/// else
/// of the one that was spoken of last, at first of the chosen one. Of several judgements the last counts: a judge who weighs may begin with what speaks for the
/// other.</remarks>
internal static partial class VerdictReason
{
    private const string Virtue = @"(?:helpful|practical|informative|supportive|useful)\b";

    // "best practices" and "better structure" judge no answer: what follows is an answer's noun, a preposition or nothing.
    private const string Predicate = @"(?=\s*$|\s+(?i:response|answer|one|choice|option|guidance|advice|overall|here|than|to|in|at|for|on|of|by|with)\b)";

    private const string Judgement = @"(?i:\b(?:(?<praise>better|best|superior|stronger|preferable|preferred|(?:more|most)\s+" + Virtue +
        @")|(?<blame>worse|worst|inferior|weaker|unhelpful|(?:less|least)\s+" + Virtue + @")))\b";

    /// <summary>Whether the words favour another choice than this one.</summary>
    /// <param name="choice">A, B, or C for neither. With C the words contradict that favour one of the two alone.</param>
    public static bool Contradicts(string words, char choice)
    {
        var favoured = Favoured(words, choice).ToArray();
        return choice == 'C' ? favoured.Distinct().Count() == 1 : favoured.Length > 0 && favoured[^1] != choice;
    }

    private static IEnumerable<char> Favoured(string words, char choice)
    {
        char? spokenOf = choice == 'C' ? null : choice;
        foreach (var clause in ClauseEnd().Split(words))
        {
            if (Subject().Match(clause) is { Success: true } subject) spokenOf = Of(subject, choice);
            if (spokenOf is not { } one || Judged().Match(clause) is not { Success: true } judged) continue;
            var praised = judged.Groups["praise"].Success != Negation().IsMatch(clause[..judged.Index]);
            yield return praised ? one : Other(one);
        }
    }

    private static char? Of(Match subject, char choice) => subject.Groups["letter"] is { Success: true } letter ? letter.Value[0]
        : subject.Groups["first"].Success ? 'A'
        : subject.Groups["second"].Success ? 'B'
        : choice == 'C' ? null : Other(choice);

    private static char Other(char letter) => letter == 'A' ? 'B' : 'A';

    [GeneratedRegex(@"[.;:!?\n,(){}\[\]""“”]|\s[-–]\s|—|\b(?i:but|while|whereas|although|though|however|because|since|as|and|yet)\b")]
    private static partial Regex ClauseEnd();

    // "A better answer" names nobody: its A is an article. What stands behind "than" is spoken of only by the way.
    [GeneratedRegex(@"(?<!\bthan\s+(?i:(?:the\s+)?(?:response|answer|option)\s+)?)(?<![\w'’])(?<letter>[AB])(?![\w'’])(?!\s+" + Judgement +
        @")|\b(?i:the\s+(?:(?<first>first)|(?<second>second)|other)(?:\s+(?:response|answer|one|option))?)(?=\s*$|\s+(?i:is|was|would|has|gives)\b)")]
    private static partial Regex Subject();

    [GeneratedRegex(Judgement + Predicate)]
    private static partial Regex Judged();

    [GeneratedRegex(@"(?i:\b(?:not(?!\s+only\b)|no|never|neither|hardly)\b|n['’]t\b)")]
    private static partial Regex Negation();
}
