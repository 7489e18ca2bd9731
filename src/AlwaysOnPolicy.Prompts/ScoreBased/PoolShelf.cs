using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>The pool by domain, with what is still unused. A question is used once before any is used a second time.</summary>
internal sealed class PoolShelf
{
    private readonly Dictionary<string, List<EmbeddedQuestion>> _questions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _unused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _uses = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly bool _startOver;
    private readonly int _size;
    private int _round, _taken;

    public PoolShelf(IReadOnlyList<EmbeddedQuestion> pool, IReadOnlyList<string> exclude, bool startOver)
    {
        _startOver = startOver;
        var excluded = exclude.Select(QuestionText.Key).ToHashSet(StringComparer.Ordinal);
        var known = new NewQuestions();
        var repeats = 0;
        Dictionary<string, List<int>> uses = new(StringComparer.Ordinal);
        foreach (var question in pool)
        {
            var (text, domain) = (question.Question.Text, question.Domain);
            if (!known.TryAdd(text)) { repeats++; continue; }
            if (!_questions.TryGetValue(domain, out var list))
            {
                _questions[domain] = list = [];
                uses[domain] = [];
            }
            list.Add(question);
            uses[domain].Add(excluded.Contains(QuestionText.Key(text)) ? 1 : 0);
        }
        foreach (var (name, counts) in uses) _uses[name] = [.. counts];
        Domains = [.. _questions.Keys.Order(StringComparer.Ordinal)];
        _size = _questions.Values.Sum(q => q.Count);
        if (repeats > 0) _notes.Add($"{repeats} questions of the pool repeat another one or hold no word; they are left out.");
        Lay();
    }

    public string[] Domains { get; }

    public IReadOnlyList<string> Notes => _notes;

    public bool Holds(string domain) => _questions.ContainsKey(domain);

    /// <summary>Places, within the domain, of the questions that may be taken.</summary>
    public IReadOnlyList<int> Unused(string domain) => _unused[domain];

    /// <summary>A value for every question of the domain, by its place.</summary>
    public double[] All(string domain, Func<EmbeddedQuestion, double> value) => [.. _questions[domain].Select(value)];

    /// <summary>Takes the question at a position of <see cref="Unused"/>.</summary>
    public EmbeddedQuestion Take(string domain, int position)
    {
        var place = _unused[domain][position];
        _unused[domain].RemoveAt(position);
        _uses[domain][place]++;
        _taken++;
        if (_unused[domain].Count == 0 && _round == 0 && _unused.Values.Any(u => u.Count > 0))
            _notes.Add($"The pool's questions of domain '{domain}' were used up after {_taken} prompts; the others go on.");
        return _questions[domain][place];
    }

    /// <summary>True when a question can be taken; starts over when none is left and that is wanted.</summary>
    public bool Refill()
    {
        if (_unused.Values.Any(u => u.Count > 0)) return true;
        if (!_startOver || _size == 0) return false;
        do
        {
            _round++;
            Lay();
        }
        while (_unused.Values.All(u => u.Count == 0));
        _notes.Add($"All {_size} questions of the pool had been used after {_taken} prompts of this set; it started over.");
        return true;
    }

    private void Lay()
    {
        foreach (var domain in Domains)
            _unused[domain] = [.. Enumerable.Range(0, _uses[domain].Length).Where(i => _uses[domain][i] <= _round)];
    }
}
