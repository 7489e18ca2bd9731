using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Artifacts;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The verdicts that a judge has given so far, kept while its stage is not finished, with the tokens that they took. A judging that was killed goes on
/// with what was not judged; one that ended lacking verdicts, or with an error, is followed by another round, in which a comparison without a verdict is asked
/// again, as another attempt: an answer that could not be read is not read once more.</summary>
internal sealed class KeptVerdicts : IDisposable
{
    private const string Error = "error";
    private readonly KeptItems<Line> _file;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Question, int Sample), Verdict> _known = [];
    private readonly Dictionary<(string Question, int Sample), int> _attempts = [];

    /// <param name="file">Of the stage; read here, and closed with this.</param>
    /// <param name="lacking">The output that ended the last round, as <see cref="StageContext.LackingOutput"/> has it.</param>
    public KeptVerdicts(KeptItems<Line> file, string? lacking)
    {
        _file = file;
        string? ended = null;
        while (file.TryTake(1, out var lines))
        {
            Take(lines[0]);
            ended = lines[0].Ended ?? ended;
        }
        if (lacking is not null && lacking != ended) End(lacking);
    }

    /// <summary>Tokens of all rounds, question and answer, where the service reports them.</summary>
    public long Tokens { get; private set; }

    /// <summary>How many comparisons have a word of this round or an earlier verdict.</summary>
    public int Count => _known.Count;

    /// <summary>Keeps a verdict, or that there is none, and what it took. Safe from any thread.</summary>
    public void Add(Verdict verdict, UsageDetails usage) => Write(new(verdict, Work.Tokens(usage)));

    /// <summary>All verdicts, in the order of the comparisons: those that are kept, and for the others the judge's.</summary>
    /// <param name="require">Throws where they are too few. After that, or an error of the judge's, the next judging asks again for what has no
    /// verdict.</param>
    public async Task<IReadOnlyList<Verdict>> CompleteAsync(
        IReadOnlyList<Comparison> comparisons, IPairwiseJudge judge, Action<IReadOnlyList<Verdict>> require, CancellationToken cancel)
    {
        Comparison[] open = [.. comparisons.Where(c => !_known.ContainsKey(Of(c)))
            .Select(c => c with { Attempt = _attempts.GetValueOrDefault(Of(c)) })];
        try
        {
            var judged = open.Length == 0 ? [] : await judge.JudgeAsync(open, cancel);
            foreach (var verdict in judged) _known[Of(verdict)] = verdict;
            Verdict[] all = [.. comparisons.Select(c => _known[Of(c)])];
            require(all);
            return all;
        }
        catch (UserErrorException e) when (e is not StorageException)
        {
            End(Error);
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static (string Question, int Sample) Of(Comparison comparison) => (comparison.Question.Id, comparison.Sample);

    private static (string Question, int Sample) Of(Verdict verdict) => (verdict.QuestionId, verdict.Sample);

    private void End(string with)
    {
        if (_known.Values.Any(v => v.Preference == Preference.Failed)) Write(new(null, 0, with));
    }

    private void Write(Line line)
    {
        lock (_gate)
        {
            _file.Add([line]);
            Take(line);
        }
    }

    private void Take(Line line)
    {
        Tokens += line.Tokens;
        if (line.Verdict is { } verdict) _known[Of(verdict)] = verdict;
        if (line.Ended is null) return;
        foreach (var (comparison, _) in _known.Where(k => k.Value.Preference == Preference.Failed).ToArray())
        {
            _known.Remove(comparison);
            _attempts[comparison] = _attempts.GetValueOrDefault(comparison) + 1;
        }
    }

    /// <summary>A verdict, or the end of a round.</summary>
    /// <param name="Tokens">That the verdict took.</param>
    /// <param name="Ended">What ended the round.</param>
    internal sealed record Line(Verdict? Verdict, long Tokens, string? Ended = null);
}
