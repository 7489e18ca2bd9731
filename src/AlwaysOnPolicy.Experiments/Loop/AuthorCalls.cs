using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Looks up what a call of an author saw and wrote. It reads the run's folder alone: neither models nor data need to be there still.</summary>
public static class AuthorCalls
{
    /// <summary>Finds what a call saw and wrote.</summary>
    /// <param name="folder">A run's, of an experiment; it may be going on.</param>
    /// <param name="arm">As the run's settings name it.</param>
    /// <param name="iteration">From 1.</param>
    /// <param name="call">From 1, in the order of the author's calls.</param>
    /// <exception cref="SettingsException">The folder holds no such run, or the run has no such arm, iteration or call.</exception>
    /// <exception cref="StorageException">The author has not finished in this run, or a file of it is damaged.</exception>
    public static async Task<AuthorCallData> ReadAsync(string folder, string arm, int iteration, int call, CancellationToken cancel)
    {
        var run = new RunPrompts(folder);
        var own = Arm(run.Settings, arm);
        run.RequireIteration(iteration);
        var look = await run.ReadAsync(own, iteration, cancel) ?? throw new StorageException(
            $"The author of the arm '{arm}' has not finished iteration {iteration} in this run. Run the experiment on.");
        var calls = look.Written.Calls;
        if (calls.Count == 0)
            throw new SettingsException($"The author of the arm '{arm}' was shown no answers in iteration {iteration}: there is no call to look at.");
        var made = calls.FirstOrDefault(c => c.Number == call - 1) ?? throw new SettingsException(
            $"--call is {call}; iteration {iteration} of the arm '{arm}' had the calls 1 to {calls.Max(c => c.Number) + 1}.");
        return new(arm, iteration, call, calls.Count, look.Policy,
            [.. look.Probe(made).Select(r => new SeenAnswer(r.Domain, r.Question, r.Seen!.Answer, r.Seen.Reward))],
            [.. look.Prompts.Where(p => p.Origin?.Place == call - 1)
                .Select(p => new WrittenPrompt(p.Domain ?? "", p.Text, From(p.Origin?.Chosen), look.Kept(p)))],
            look.Gate is not null, look.Notes);
    }

    /// <summary>"pool.jsonl:17"; null where the author wrote.</summary>
    internal static string? From(QuestionOrigin? chosen) => chosen is null ? null : $"{chosen.Source}:{chosen.Place}";

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
}
