using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What was run and on what, as the report lists it.</summary>
internal static class ReportFacts
{
    /// <param name="machine">Where the report was made.</param>
    public static IReadOnlyList<Fact> Of(ExperimentSettings settings, IReadOnlyList<StageRecord> stages, MachineReport machine)
    {
        var loop = settings.Loop;
        return
        [
            new("seed", settings.Seed.ToString()),
            new("iterations", $"{loop.Iterations}"),
            new("prompts an iteration", $"{loop.PromptsPerIteration()}, each answered " +
                $"{(loop.PassesPerPrompt == 1 ? "once" : $"{loop.PassesPerPrompt} times")}"),
            new("author", Authors(settings)),
            new("judge", Judge(settings.Evaluation.Judge)),
            .. settings.Evaluation.FurtherJudges.Select(j => new Fact("further judge", Judge(j))),
            new("arms", string.Join(", ", loop.Arms.Select(a => ArmNames.Display(a.Name)))),
            new("world", settings.World.ToString().ToLowerInvariant()),
            .. MachineFacts.Of(stages, machine),
            new("threads", $"{(settings.Compute.Threads == 0 ? "all" : settings.Compute.Threads)}, up to {settings.Compute.ParallelStages} stages at once"),
        ];
    }

    private static string Judge(JudgeSettings judge)
    {
        var kind = SettingsKey.WordOf(judge.Kind);
        return judge.DisplayName() is var name && name == kind ? kind : $"{kind} ({name})";
    }

    /// <summary>As the arms have them; τ and the uniform share only where a rule reads them.</summary>
    private static string Authors(ExperimentSettings settings)
    {
        var own = settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author).Select(a => Text(a.AuthorIn(settings))).Distinct().ToArray();
        return own.Length > 0 ? string.Join("; ", own) : Text(settings.Author);

        static string Text(AuthorSettings author)
        {
            var name = author.Kind.ToString().ToLowerInvariant() + (author.Kind switch
            {
                AuthorKind.Chat => $" ({author.Chat!.Model})",
                AuthorKind.Local => $" ({ModelOrigin.NameOf(author.Local!.Model)})",
                _ => "",
            });
            return author.Rule != PromptRule.Paper ? $"{name}, rule {SettingsKey.WordOf(author.Rule)}"
                : author.Asked is not null ? name
                : $"{name}, τ {author.Tau:0.##}, {author.UniformMix:0.##} uniform";
        }
    }
}
