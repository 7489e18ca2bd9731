using System.Globalization;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Lists the prompts of a run, and follows one from its author's call to what it earned. It reads the run's folder alone, also while the run goes
/// on.</summary>
public static class PromptTrails
{
    private const int Named = 8;

    /// <summary>The prompts that are written so far, arm after arm and iteration after iteration.</summary>
    /// <param name="arm">Null for all.</param>
    /// <param name="iteration">From 1; null for all.</param>
    /// <exception cref="SettingsException">The folder holds no such run, or the run has no such arm or iteration.</exception>
    public static async Task<IReadOnlyList<PromptRow>> ListAsync(string folder, string? arm, int? iteration, CancellationToken cancel)
    {
        var rows = new List<PromptRow>();
        await foreach (var (_, look) in LooksAsync(folder, arm, iteration, cancel)) rows.AddRange(look.Rows());
        return rows;
    }

    /// <summary>What the rollouts earned by domain, by call or by rule.</summary>
    /// <param name="by">"domain", "call" or "rule".</param>
    /// <exception cref="SettingsException">As for <see cref="ListAsync"/>.</exception>
    public static async Task<IReadOnlyList<EarnedRow>> EarnedAsync(string folder, string by, string? arm, int? iteration, CancellationToken cancel)
    {
        var rows = new List<EarnedRow>();
        await foreach (var (_, look) in LooksAsync(folder, arm, iteration, cancel)) rows.AddRange(look.Earned().Where(e => e.By == by));
        return rows;
    }

    /// <summary>The way of one prompt.</summary>
    /// <param name="prompt">Its address (aop/2/003-012), its id, or a part of its text.</param>
    /// <exception cref="SettingsException">No prompt is such a one, or several are; or as for <see cref="ListAsync"/>.</exception>
    public static async Task<PromptTrail> FindAsync(string folder, string prompt, string? arm, int? iteration, CancellationToken cancel)
    {
        if (prompt.Split('/') is [var namedArm, var number, var id] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var named))
            (prompt, arm, iteration) = (id, namedArm, named);
        var found = new List<(RunPrompts Run, IterationLook Look, PromptRow Row)>();
        foreach (var fits in new Func<PromptRow, bool>[] { r => r.Id == prompt, r => r.Text.Contains(prompt, StringComparison.OrdinalIgnoreCase) })
        {
            if (found.Count > 0) break;
            await foreach (var (run, look) in LooksAsync(folder, arm, iteration, cancel))
                found.AddRange(look.Rows().Where(fits).Select(row => (run, look, row)));
        }
        var different = found.DistinctBy(f => (f.Look.Key, f.Row.Id)).ToArray();
        if (different.Length == 0)
            throw new SettingsException($"No prompt of the run has the id '{prompt}' or the text in it: 'aop prompts list {folder}' names them.");
        if (different.Length > 1)
            throw new SettingsException($"'{prompt}' is in {different.Length} prompts: {string.Join(", ", different.Take(Named).Select(d => d.Row.Address))}" +
                $"{(different.Length > Named ? ", …" : "")}. Name one of them so, or give more of its text.");
        var trail = Trail(different[0].Run, different[0].Look, different[0].Row);
        string[] others = [.. found.Select(f => f.Row.Arm).Distinct().Skip(1).Select(ArmNames.Display)];
        return others.Length == 0 ? trail : trail with
        {
            Notes = [.. trail.Notes, $"The iteration's prompts are also those of {string.Join(" and ", others)}."],
        };
    }

    private static PromptTrail Trail(RunPrompts run, IterationLook look, PromptRow row)
    {
        var question = look.Prompts.First(p => p.Id == row.Id);
        var call = look.Written.Calls.FirstOrDefault(c => c.Number == row.Call - 1);
        var passes = look.PassesWithAnswers(row.Id);
        if (passes.Count > 0 && passes[0].Answer is null)
            look.Notes.Add("The answers of the training are not in this run: it keeps them with compute.keep_rollouts.");
        string?[] names = [row.Domain, row.Call?.ToString(CultureInfo.InvariantCulture), row.Rule];
        var beside = look.Earned().Where(e => e.Name == names[e.By switch { PromptEarnings.Domain => 0, PromptEarnings.Call => 1, _ => 2 }]);
        return new(row, question.Origin?.Source, AuthorCalls.From(question.Origin?.Chosen), look.Written.Calls.Count, call is null ? null : look.Policy,
            look.Arm.Prompts == PromptSource.Author ? look.Weights(look.Arm.AuthorIn(run.Settings), call) : [], call is null ? [] : look.Probe(call),
            look.GateOf(row.Id), passes, [.. beside], [.. look.Notes.Distinct()]);
    }

    /// <summary>Of the iterations whose prompts are written.</summary>
    internal static async IAsyncEnumerable<(RunPrompts Run, IterationLook Look)> LooksAsync(
        string folder, string? arm, int? iteration, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var run = new RunPrompts(folder);
        if (iteration is { } asked) run.RequireIteration(asked);
        var arms = run.Settings.Loop.Arms;
        if (arm is not null && arms.All(a => a.Name != arm))
            throw new SettingsException($"This run has no arm '{arm}'; it has {string.Join(", ", arms.Select(a => a.Name))}." +
                (NearestName.Find(arm, [.. arms.Select(a => a.Name)]) is { } near ? $" Did you mean '{near}'?" : ""));
        foreach (var one in arms.Where(a => arm is null || a.Name == arm))
            for (var k = iteration ?? 1; k <= (iteration ?? run.Settings.Loop.Iterations); k++)
                if (await run.ReadAsync(one, k, cancel) is { } look) yield return (run, look);
    }
}
