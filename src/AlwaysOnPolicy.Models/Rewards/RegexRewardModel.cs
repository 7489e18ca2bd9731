using System.Text.RegularExpressions;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A rule for trying out: 1 where a regular expression is found anywhere in the answer, else 0; or how often it is found.</summary>
/// <remarks>Matching takes time in proportion to the answer (<see cref="RegexOptions.NonBacktracking"/>). A pattern that cannot be matched so
/// (look-arounds, back-references) is matched by trying, and ends with an error where one answer takes longer than a second.</remarks>
public sealed class RegexRewardModel : IRewardModel
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly Regex _regex;
    private readonly bool _count;

    /// <summary>A reward by a pattern.</summary>
    /// <param name="pattern">As .NET writes them; "(?i)" at its head ignores case.</param>
    /// <param name="count">Scores the number of places where it is found.</param>
    /// <exception cref="SettingsException">The pattern is no regular expression.</exception>
    public RegexRewardModel(string pattern, bool count = false)
    {
        try
        {
            _regex = Compile(pattern);
        }
        catch (RegexParseException e)
        {
            throw new SettingsException($"The reward's pattern '{pattern}' is no regular expression: {e.Message}", e);
        }
        _count = count;
        Name = count ? $"number of /{pattern}/" : $"/{pattern}/";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    /// <exception cref="RewardException">An answer takes too long to match.</exception>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => [.. exchanges.Select(e =>
    {
        cancel.ThrowIfCancellationRequested();
        return Score(e.Answer);
    })];

    /// <summary>Has nothing to free.</summary>
    public void Dispose() { }

    private double Score(string answer)
    {
        try
        {
            return _count ? _regex.Count(answer) : _regex.IsMatch(answer) ? 1 : 0;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new RewardException(
                $"The reward's pattern '{_regex}' took longer than {s_patience.TotalSeconds:0} second on an answer of {answer.Length} characters. " +
                "Write it without look-arounds and back-references, which are matched by trying.", e);
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_patience);
        }
    }
}
