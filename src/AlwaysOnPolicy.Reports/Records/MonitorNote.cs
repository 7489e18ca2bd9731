namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A sentence of a PPO monitor.</summary>
/// <param name="Iteration">Whose training it is about, such as "AOP 2"; empty for PPO alone.</param>
/// <param name="Text">Begins with the step, then says what it is about: "PPO step 3: Skipped: 2 mini-batches…".</param>
public sealed record MonitorNote(string Iteration, string Text)
{
    private const string Start = "PPO step ";

    /// <summary>What it is about, such as "Skipped".</summary>
    internal string Topic => Text.Split(": ") is [_, var topic, ..] ? topic : Text;

    /// <summary>Whether a stage's note is a monitor's.</summary>
    public static bool Is(string note) => note.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>What a stage's monitors had to say.</summary>
    /// <param name="labels">The stage's, such as "aop 2: ppo"; several where arms share it.</param>
    /// <param name="notes">All that the stage had to say.</param>
    public static IEnumerable<MonitorNote> Of(IEnumerable<string> labels, IEnumerable<string> notes)
    {
        var iteration = string.Join(" and ", labels.Select(l => l.Split(':')[0].Split(' ')).Select(p => string.Join(' ', [ArmNames.Display(p[0]), .. p[1..]])));
        return notes.Where(Is).Distinct().Select(n => new MonitorNote(iteration, n));
    }
}
