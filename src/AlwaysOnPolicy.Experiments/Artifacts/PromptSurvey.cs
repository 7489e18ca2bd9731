using System.Globalization;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>What the cut does to a set of prompts.</summary>
/// <param name="Turns">Dialogues that lose their oldest turns.</param>
/// <param name="Ends">Questions that lose their end.</param>
/// <param name="Unknown">A sentence on words that the tokenizer does not know; empty where it knows all.</param>
internal sealed record PromptSurvey(int Prompts, int Turns, int Ends, IReadOnlyList<string> Unknown)
{
    public static PromptSurvey Of(PromptFormat format, IReadOnlyList<string> questions)
    {
        var cuts = questions.Select(q => format.CutPrompt(q).Cut).CountBy(c => c).ToDictionary();
        return new(questions.Count, cuts.GetValueOrDefault(PromptCut.Turns), cuts.GetValueOrDefault(PromptCut.End),
            [.. UnknownWords(format.Tokenizer, questions)]);
    }

    /// <param name="setting">What says how long a prompt may be, as the user has it before him.</param>
    public IEnumerable<string> Sentences(string setting, int maxPromptTokens)
    {
        if (Turns + Ends > 0)
            yield return $"{Turns + Ends} of {Prompts} prompts are longer than {maxPromptTokens} tokens ({setting}) and were cut: {Turns} lost a dialogue's " +
                $"oldest turns, {Ends} the end of the question.";
        foreach (var sentence in Unknown) yield return sentence;
    }

    /// <summary>Which share of the words has a part that becomes the unknown token.</summary>
    public static IEnumerable<string> UnknownWords(Tokenizer tokenizer, IReadOnlyList<string> texts)
    {
        if (tokenizer.UnkId is not { } unknown) yield break;
        var words = texts.SelectMany(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).CountBy(w => w, StringComparer.Ordinal).ToArray();
        var missed = words.Where(w => tokenizer.Encode(w.Key, addSpecialTokens: false).Contains(unknown)).ToArray();
        if (missed.Length == 0) yield break;
        var (some, all) = (missed.Sum(w => (long)w.Value), words.Sum(w => (long)w.Value));
        var examples = string.Join(", ", missed.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(3).Select(w => $"'{w.Key}'"));
        yield return string.Create(CultureInfo.InvariantCulture, $"The tokenizer does not know {some} of the {all} words of the prompts, " +
            $"{100.0 * some / all:0.#} %, such as {examples}: the model sees one and the same sign for each.");
    }
}
