using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>Puts the answers of two files side by side, question by question.</summary>
public static class AnswerPairs
{
    /// <summary>The first answer of each to every question that both have; matched by id. Columns: id, question, answer, and if they are there domain
    /// and sample, as <c>aop answer</c> writes them.</summary>
    /// <exception cref="DataException">A file cannot be read, a question differs between the two, or they have none in common.</exception>
    public static IReadOnlyList<Comparison> Read(string a, string b)
    {
        var (first, second) = (Answers(a), Answers(b).ToDictionary(l => l.Id, StringComparer.Ordinal));
        var pairs = new List<Comparison>();
        foreach (var line in first)
        {
            if (!second.TryGetValue(line.Id, out var other)) continue;
            if (line.Question != other.Question)
                throw new DataException($"The question '{line.Id}' is worded otherwise in '{b}' than in '{a}': the two files answer different questions.");
            pairs.Add(new(new Question(line.Id, line.Domain, line.Question), 0, line.Answer, line.Ended, other.Answer, other.Ended));
        }
        return pairs.Count > 0 ? pairs : throw new DataException($"'{a}' and '{b}' have no question in common: their ids must be the same.");
    }

    private static List<AnswerLine> Answers(string path)
    {
        if (!File.Exists(path)) throw new DataException($"'{path}' is no file. Correct the path; 'aop answer' writes such files.");
        var lines = new List<AnswerLine>();
        try
        {
            foreach (var row in RecordFile.Read(path, DataFormat.Jsonl))
                if (row.NumberOrNull("sample", "number the answers to a question from 0.") is null or 0)
                    lines.Add(new(row.Text("id"), row.TextOrNull("domain"), row.Text("question"), 0, row.Text("answer"), true));
        }
        catch (OddRowException e)
        {
            throw new DataException(e.Message, e);
        }
        if (lines.GroupBy(l => l.Id).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new DataException($"'{path}' has the id '{twice}' twice. Ids must be unique, or column 'sample' must tell the answers apart.");
        return lines;
    }
}
