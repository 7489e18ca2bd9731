using AlwaysOnPolicy.Engine.Keeping;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What of a run's folder its plan does not need.</summary>
internal static class GarbageLines
{
    public static void Print(string run, IReadOnlyList<RunGarbage> garbage, TextWriter writer)
    {
        if (garbage.Count == 0)
        {
            writer.WriteLine($"{run}: nothing to remove.");
            return;
        }
        writer.WriteLine($"{run}: {garbage.Count} thing{(garbage.Count == 1 ? "" : "s")} that the plan does not need, " +
            $"{Sizes.Text(garbage.Sum(g => g.Bytes))}:");
        foreach (var item in garbage) writer.WriteLine($"  {Sizes.Text(item.Bytes),9}  {item.Why}: {item.Path}");
    }
}
