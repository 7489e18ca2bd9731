using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>The two files of answers, read before a run for their names and for what is wrong with them.</summary>
internal sealed record JudgedSides(DataInput A, DataInput B, DataInput? Prompts, string NameA, string NameB, MatchedAnswers Matched,
    IReadOnlyList<string> Notes)
{
    /// <exception cref="SettingsException">A file is not there, or the two would have one name.</exception>
    /// <exception cref="DataException">A file cannot be read, or the two have no question in common.</exception>
    public static JudgedSides Read(JudgingSettings settings)
    {
        var prompts = settings.Prompts is { } source ? DataInput.Of(source.For(DataUse.Questions), "prompts") : null;
        var (a, b) = (settings.A!.Input("a.data"), settings.B!.Input("b.data"));
        var (first, second) = (NamedAnswers.Read(a, prompts), NamedAnswers.Read(b, prompts));
        var (nameA, nameB) = (NameOf(settings.A, first), NameOf(settings.B, second));
        if (nameA == nameB) throw new SettingsException($"Both files of answers have the name '{nameA}': give names of your own (a.name, b.name).");
        var matched = MatchedAnswers.Of(first.Answers, second.Answers, nameA, nameB).RequireSome(nameA, nameB);
        return new(a, b, prompts, nameA, nameB, matched, [.. first.Notes, .. second.Notes, .. matched.Notes]);
    }

    private static string NameOf(AnswersSettings answers, NamedAnswers read) => answers.Name ?? read.Generator ?? answers.DisplayName();
}
