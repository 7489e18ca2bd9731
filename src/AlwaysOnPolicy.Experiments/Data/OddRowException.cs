namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>A row that cannot be used while its neighbours may be: it is left out and counted.</summary>
/// <param name="reason">What the count goes by.</param>
/// <param name="place">The row's file and line.</param>
/// <param name="column">Of the file, where the reason is that it is missing or holds something else; null for other reasons.</param>
internal sealed class OddRowException(string reason, string place, string? column) : Exception($"{place}: {reason}")
{
    public string Reason => reason;

    public string? Column => column;
}
