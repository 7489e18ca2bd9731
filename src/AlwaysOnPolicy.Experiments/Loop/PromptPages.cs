using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The pages beside a run's report that have all prompts of an iteration: prompts/ in the report's folder.</summary>
internal static class PromptPages
{
    public const string Folder = "prompts";

    /// <summary>Writes a page for each iteration of each arm, in the place of those that are there.</summary>
    /// <returns>Where they are.</returns>
    /// <exception cref="StorageException">They cannot be written.</exception>
    public static async Task<IReadOnlyList<PromptPageLink>> WriteAsync(RunFolder run, CancellationToken cancel)
    {
        var links = new List<PromptPageLink>();
        var folder = Path.Combine(run.ReportFolder, Folder);
        try
        {
            Durable.DeleteQuietly(folder);
            Directory.CreateDirectory(folder);
            await foreach (var (prompts, look) in PromptTrails.LooksAsync(run.FullPath, null, null, cancel))
            {
                var name = IterationPage.FileName(look.Arm.Name, look.Iteration);
                Durable.WriteText(Path.Combine(folder, name), IterationPage.Render(Of(prompts, look)));
                links.Add(new(look.Arm.Name, look.Iteration, $"{Folder}/{name}"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
        return links;
    }

    private static IterationPrompts Of(RunPrompts run, IterationLook look) => new(look.Arm.Name, look.Iteration,
        look.Written.Calls.Count == 0 ? null : look.Policy, look.Written.Calls.Count,
        look.Arm.Prompts == PromptSource.Author ? look.Weights(look.Arm.AuthorIn(run.Settings), null) : [], look.Rows(), look.Probe(), look.Earned(),
        [.. look.Notes.Distinct()])
    {
        ProbeRewards = look.ProbeRewards(),
    };
}
