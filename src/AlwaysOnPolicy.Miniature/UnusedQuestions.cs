using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature;

/// <summary>Some domains' questions that may still be written. Each is given out once.</summary>
/// <param name="taken">Questions that may not be written.</param>
internal sealed class UnusedQuestions(IEnumerable<Domain> domains, IEnumerable<string> taken)
{
    private const int Redraws = 200;
    private readonly string[] _domains = [.. domains.Select(d => d.Name)];
    private readonly HashSet<string> _taken = [.. taken.Select(QuestionText.Key)];
    private IReadOnlyList<(string Text, QuestionForm Form)>? _left;

    /// <summary>A question drawn in proportion to its weight among those that are left; where all of those have weight 0, evenly. Null when none is
    /// left.</summary>
    /// <param name="draw">Draws in proportion to the same weights among all questions.</param>
    /// <param name="weight">0 or above.</param>
    /// <remarks>Drawing again while a question is taken gives what is left in proportion to its weights, and so does drawing among what is left: the
    /// first is quick while much is left, the second always ends.</remarks>
    public QuestionForm? Take(Func<QuestionForm> draw, Func<QuestionForm, double> weight, SeededRandom random)
    {
        for (var i = 0; i < Redraws; i++)
            if (draw() is var form && _taken.Add(QuestionText.Key(form.Text))) return form;

        _left = [.. (_left ?? Grammar.All.Where(q => _domains.Contains(q.Form.Domain.Name))).Where(q => !_taken.Contains(QuestionText.Key(q.Text)))];
        if (_left.Count == 0) return null;
        double[] weights = [.. _left.Select(q => weight(q.Form))];
        var chosen = _left[weights.Sum() > 0 ? random.PickWeighted(weights) : random.Next(_left.Count)];
        _taken.Add(QuestionText.Key(chosen.Text));
        return chosen.Form;
    }
}
