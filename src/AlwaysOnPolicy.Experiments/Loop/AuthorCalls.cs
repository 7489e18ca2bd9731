using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Looks up what a call of an author saw and wrote. It reads the run's folder alone: neither models nor data need to be there still.</summary>
public static class AuthorCalls
{
    private const string AuthorStage = "author", GateStage = "gate", ScoresStage = "scores";

    /// <summary>Of the stage in which the author of an arm with a gate writes what the gate wants beside the iteration's prompts; its output has
    /// both.</summary>
    private const string CandidatesLabel = "candidates";

    /// <summary>Finds what a call saw and wrote.</summary>
    /// <param name="folder">A run's, of an experiment; it may be going on.</param>
    /// <param name="arm">As the run's settings name it.</param>
    /// <param name="iteration">From 1.</param>
    /// <param name="call">From 1, in the order of the author's calls.</param>
    /// <exception cref="SettingsException">The folder holds no such run, or the run has no such arm, iteration or call.</exception>
    /// <exception cref="StorageException">The author has not finished in this run, or a file of it is damaged.</exception>
    public static async Task<AuthorCallData> ReadAsync(string folder, string arm, int iteration, int call, CancellationToken cancel)
    {
        var run = new RunFolder(folder);
        var plan = PlannedStage.In(run);
        if (!File.Exists(run.ExperimentFile))
            throw new SettingsException($"'{run.FullPath}' holds no run of an experiment, and no other has authors: name one that 'aop run' or 'aop " +
                "quickstart' made; of several seeds the folder of one, such as seed-1.");
        var settings = SettingsFile.Load<ExperimentSettings>(run.ExperimentFile);
        var own = Arm(settings, arm);
        if (iteration < 1 || iteration > settings.Loop.Iterations)
            throw new SettingsException($"--iteration is {iteration}; this run's are 1 to {settings.Loop.Iterations}.");

        PlannedStage Stage(string name, string label) => plan.Single(s => s.Name == name && s.Labels.Contains(ExperimentPlan.Label(arm, iteration, label)));
        var gated = own.Gate is not null;
        var author = Stage(AuthorStage, gated ? CandidatesLabel : AuthorStage);
        var set = await run.ReadAsync(author.Output<PromptSet>(), cancel);
        if (set.Calls.Count == 0)
            throw new SettingsException($"The author of the arm '{arm}' was shown no answers in iteration {iteration}: there is no call to look at.");
        var made = set.Calls.FirstOrDefault(c => c.Number == call - 1) ?? throw new SettingsException(
            $"--call is {call}; iteration {iteration} of the arm '{arm}' had the calls 1 to {set.Calls.Max(c => c.Number) + 1}.");

        // A rule may read several iterations' scores; a call is shown those of the newest, which come last.
        var scores = plan.Where(s => s.Name == ScoresStage).Select(s => s.Key).Intersect(author.Inputs).ToHashSet();
        var probe = plan.Single(s => s.Key == author.Inputs.Last(scores.Contains));
        IReadOnlyList<ScoredSample> samples = (await run.ReadAsync(probe.Output<ScoredSamples>(), cancel)).Samples;
        var notes = new List<string>();
        if (own.AuthorIn(settings).Placebo)
        {
            var place = author.Inputs.Where(scores.Contains).Count();
            samples = Placebo.Of(new([.. Enumerable.Repeat<IReadOnlyList<ScoredSample>>([], place - 1), samples], [], [], 1), settings.Seed).Probes[^1];
            notes.Add("A placebo: the rewards were dealt anew among the answers before the author saw them.");
        }
        var shown = made.Shown.ToHashSet(StringComparer.Ordinal);
        ScoredSample[] seen = [.. samples.Where(s => shown.Contains(s.QuestionId))];
        if (seen.Length > shown.Count)
            notes.Add($"The {shown.Count} questions have {seen.Length} answers; the run keeps which questions the author saw, not which of their answers.");

        var kept = gated
            ? (await run.ReadAsync(Stage(GateStage, GateStage).Output<PromptSet>(), cancel)).Prompts.Select(p => p.Id).ToHashSet(StringComparer.Ordinal)
            : null;
        return new(arm, iteration, call, set.Calls.Count, Policy(own, iteration), Sorted(seen),
            [.. set.Prompts.Where(p => p.Origin?.Place == call - 1)
                .Select(p => new WrittenPrompt(p.Domain ?? "", p.Text, From(p.Origin?.Chosen), kept?.Contains(p.Id) ?? true))],
            gated, notes);
    }

    private static ArmSettings Arm(ExperimentSettings settings, string arm)
    {
        var own = settings.Loop.Arms.FirstOrDefault(a => a.Name == arm);
        string[] looking = [.. settings.Loop.Arms.Where(a => a.Prompts == PromptSource.Author).Select(a => a.Name)];
        if (own?.Prompts == PromptSource.Author) return own;
        throw new SettingsException((own is null
            ? $"--arm names '{arm}', which this run has not."
            : $"The prompts of the arm '{arm}' are made without a look at the policy: there is no author's call.") +
            (looking.Length == 0 ? "" : $" Arms with an author: {string.Join(", ", looking)}.") +
            (own is null && NearestName.Find(arm, looking) is { } near ? $" Did you mean '{near}'?" : ""));
    }

    private static string Policy(ArmSettings arm, int iteration) => iteration == 1 || arm.When == PromptTiming.Once
        ? ArmNames.Display("sft") : $"{ArmNames.Display(arm.Name)} after iteration {iteration - 1}";

    private static SeenAnswer[] Sorted(IEnumerable<ScoredSample> seen) =>
    [
        .. seen.GroupBy(s => s.Domain, StringComparer.Ordinal).OrderBy(g => g.Average(s => s.Reward)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(s => s.Reward)).Select(s => new SeenAnswer(s.Domain, s.Question.Text, s.Answer, s.Reward)),
    ];

    private static string? From(QuestionOrigin? chosen) => chosen is null ? null : $"{chosen.Source}:{chosen.Place}";
}
