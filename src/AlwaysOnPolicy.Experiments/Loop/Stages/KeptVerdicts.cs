using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The verdicts that a judge has given so far, kept while its stage is not finished. A comparison without a verdict is asked again, as another
/// attempt: an answer that could not be read is not read once more.</summary>
/// <param name="folder">The stage's checkpoint folder.</param>
internal sealed class KeptVerdicts(string folder) : IDisposable
{
    private readonly string _file = Path.Combine(folder, "verdicts.jsonl");
    private readonly Lock _gate = new();
    private JsonLines? _lines;

    /// <summary>Keeps a verdict, or that there is none. Safe from any thread.</summary>
    public void Add(Verdict verdict)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(folder);
            _lines ??= new JsonLines(_file);
        }
        _lines.Append(verdict);
    }

    /// <summary>All verdicts, in the order of the comparisons: those that are kept, and for the others the judge's.</summary>
    public async Task<IReadOnlyList<Verdict>> CompleteAsync(IReadOnlyList<Comparison> comparisons, IPairwiseJudge judge, CancellationToken cancel)
    {
        var told = Read().ToLookup(v => (v.QuestionId, v.Sample));
        var known = told.Select(v => v.Last()).Where(v => v.Preference != Preference.Failed).ToDictionary(v => (v.QuestionId, v.Sample));
        Comparison[] open = [.. comparisons.Where(c => !known.ContainsKey((c.Question.Id, c.Sample)))
            .Select(c => c with { Attempt = told[(c.Question.Id, c.Sample)].Count() })];
        if (open.Length > 0)
            foreach (var verdict in await judge.JudgeAsync(open, cancel)) known[(verdict.QuestionId, verdict.Sample)] = verdict;
        return [.. comparisons.Select(c => known[(c.Question.Id, c.Sample)])];
    }

    public void Dispose() => _lines?.Dispose();

    private List<Verdict> Read()
    {
        List<Verdict> told = [];
        if (!File.Exists(_file)) return told;
        foreach (var line in File.ReadLines(_file))
        {
            try
            {
                if (JsonSerializer.Deserialize<Verdict>(line, ArtifactJson.Compact) is { } verdict) told.Add(verdict);
            }
            catch (JsonException)
            {
                // half a line of a run that was killed: its comparison is asked again
            }
        }
        return told;
    }
}
