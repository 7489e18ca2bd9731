using System.Globalization;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Stops a long series of calls when several in a row gave nothing: the service is down, or the model does not understand.</summary>
/// <param name="what">Ends the sentence "gave …"; {0} is the number of failures.</param>
internal sealed class FailureStreak(string name, string what, int most)
{
    private readonly Lock _gate = new();
    private int _streak;

    /// <param name="failure">Why a call gave nothing; null when it gave something. Safe from any thread.</param>
    /// <exception cref="AuthorException">One failure too many.</exception>
    public void Count(string? failure)
    {
        lock (_gate)
        {
            _streak = failure is null ? 0 : _streak + 1;
            if (_streak >= most)
                throw new AuthorException($"'{name}' gave {string.Format(CultureInfo.InvariantCulture, what, _streak)}. The last time: {failure}. " +
                    "Check the service with 'aop doctor', or take a stronger model.");
        }
    }
}
