using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>A file's answers with the questions that they are about.</summary>
/// <param name="Generator">The model that the file says gave all of them; null where it says none, or several.</param>
/// <param name="Notes">On rows that were left out.</param>
internal sealed record NamedAnswers(IReadOnlyList<AnsweredQuestion> Answers, string? Generator, IReadOnlyList<string> Notes)
{
    /// <summary>Answers to one question are numbered as the file does, else in its order.</summary>
    /// <param name="prompts">Where given, an answer's question is the one of these with its wording, or, of a row without a question, with its id; others are
    /// left out.</param>
    /// <exception cref="DataException">A file cannot be read, or one question has two answers of one number.</exception>
    public static NamedAnswers Read(DataInput file, DataInput? prompts)
    {
        var set = DataSets.ReadAnswers(file, named: prompts is not null);
        var asked = prompts is null ? null : DataSets.ReadQuestions(prompts);
        var byWording = asked?.Rows.ToDictionary(q => QuestionText.Key(q.Text), q => q.Question, StringComparer.Ordinal) ?? [];
        var byId = asked?.Rows.ToDictionary(q => q.Id, q => q.Question, StringComparer.Ordinal) ?? [];
        var (answers, seen, ids, unknown) = (new List<AnsweredQuestion>(), new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<string>(), 0);
        var taken = new HashSet<(string, int)>();
        foreach (var row in set.Rows)
        {
            var wording = QuestionText.Key(row.Question);
            if (asked is null && !byWording.ContainsKey(wording))
                byWording[wording] = new(ids.Add(row.Id) ? row.Id : $"{row.Id}, answer {answers.Count + 1}", row.Domain, row.Question);
            if ((row.Question.Length > 0 ? byWording : byId).GetValueOrDefault(row.Question.Length > 0 ? wording : row.Id) is not { } question)
            {
                unknown++;
                continue;
            }
            var key = QuestionText.Key(question.Text);
            var sample = row.Sample ?? seen.GetValueOrDefault(key);
            seen[key] = seen.GetValueOrDefault(key) + 1;
            if (!taken.Add((key, sample)))
                throw new DataException($"'{file.Source.Path}' has two answers of number {sample} to the question \"{question.Text}\": number them in a " +
                    $"column " +
                    "'sample', from 0, or leave that column out.");
            answers.Add(new(question, sample, row.Answer, row.Ended));
        }
        string[] generators = [.. set.Rows.Select(r => r.Generator ?? "").Distinct()];
        return new(answers, generators is [{ Length: > 0 } one] ? one : null,
            [.. set.Notes, .. asked?.Notes ?? [], .. unknown == 0 ? [] : (string[])[$"{file.Setting}: {unknown} of the answers left out because their " +
                $"questions are none " +
                $"of {prompts!.Setting}."]]);
    }
}
