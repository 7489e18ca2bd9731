using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>People's answers that come with probe questions.</summary>
internal static class ReferenceAnswers
{
    private static readonly DataFormat[] s_formats = [DataFormat.Shp, DataFormat.Dolly];

    /// <summary>The formats that have them, for messages.</summary>
    public static string Formats => string.Join(" or ", s_formats.Select(f => SettingsKey.WordOf(f)));

    public static bool AreIn(DataFormat format) => s_formats.Contains(format);

    /// <summary>Each answer once: of SHP both of a pair, of Dolly the response.</summary>
    /// <param name="data">What the questions were read from.</param>
    /// <exception cref="DataException">A file or row cannot be read, or none of the questions is answered there.</exception>
    public static IReadOnlyList<ReferenceAnswer> Read(DataInput data, IReadOnlyList<Question> questions)
    {
        IEnumerable<(string Question, string Answer)> answers = data.Source.Format == DataFormat.Shp
            ? DataSets.ReadPairs(data).Rows.SelectMany(p => new[] { (p.Question, p.Chosen), (p.Question, p.Rejected) })
            : DataSets.ReadDemonstrations(data).Rows.Select(d => (d.Question, d.Answer));
        var byQuestion = answers.ToLookup(a => QuestionText.Key(a.Question), a => a.Answer);
        ReferenceAnswer[] found = [.. questions.SelectMany(q => byQuestion[QuestionText.Key(q.Text)].Distinct().Select(a => new ReferenceAnswer(q, a)))];
        return found.Length > 0 ? found : throw new DataException($"'{data.Source.Path}' answers none of its own probe questions: give complete rows, or " +
            "take the rule paper or bandit.");
    }
}
