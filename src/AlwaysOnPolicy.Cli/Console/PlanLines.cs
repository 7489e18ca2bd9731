using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>The stages of a plan, a line each: which are done, what they are for, and the folder of each.</summary>
internal static class PlanLines
{
    private const int LabelWidth = 44;

    /// <param name="run">Where finished ones are looked for; it need not be there.</param>
    public static void Print(Plan plan, RunFolder run, TextWriter writer)
    {
        var done = 0;
        foreach (var node in plan.Nodes)
        {
            var there = run.IsDone(node);
            if (there) done++;
            writer.WriteLine($"{(there ? "done" : "    ")}  {ProgressDisplay.Label(node).PadRight(LabelWidth)}  {node.FolderName}");
        }
        writer.WriteLine($"{plan.Nodes.Count} stage{(plan.Nodes.Count == 1 ? "" : "s")}, {done} of them done in '{run.FullPath}'.");
    }
}
