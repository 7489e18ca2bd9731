using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Hands a run's calls on, its notes in the words of the command.</summary>
internal sealed class RenamedNotes(IRunObserver observer, OptionNames names) : IRunObserver
{
    public void RunStarted(int stages) => observer.RunStarted(stages);

    public void StageStarted(PlanNode node) => observer.StageStarted(node);

    public void StageProgress(PlanNode node, int done, int total, string? text) => observer.StageProgress(node, done, total, text);

    public void StageFinished(PlanNode node, TimeSpan elapsed) => observer.StageFinished(node, elapsed);

    public void StageReused(PlanNode node) => observer.StageReused(node);

    public void Note(PlanNode? node, string text) => observer.Note(node, names.Of(text));
}
