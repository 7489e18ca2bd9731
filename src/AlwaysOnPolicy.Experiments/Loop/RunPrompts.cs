using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Finds the prompts of a run's iterations with what is known of them. It reads the run's folder alone: neither models nor data need to be there
/// still, and the run may be going on.</summary>
internal sealed class RunPrompts
{
    private const string ScoresStage = "scores";
    private readonly RunFolder _run;
    private readonly IReadOnlyList<PlannedStage> _plan;

    /// <exception cref="SettingsException">The folder holds no run of an experiment.</exception>
    public RunPrompts(string folder)
    {
        _run = new RunFolder(folder);
        _plan = PlannedStage.In(_run);
        if (!File.Exists(_run.ExperimentFile))
            throw new SettingsException($"'{_run.FullPath}' holds no run of an experiment, and no other writes prompts: name one that 'aop run' or 'aop " +
                "quickstart' made; of several seeds the folder of one, such as seed-1.");
        _run.ReadSettings(RunKind.Experiment);
        Settings = SettingsFile.Load<ExperimentSettings>(_run.ExperimentFile);
    }

    public ExperimentSettings Settings { get; }

    public RunFolder Run => _run;

    /// <exception cref="SettingsException">The run has no such iteration.</exception>
    public void RequireIteration(int iteration)
    {
        if (iteration < 1 || iteration > Settings.Loop.Iterations)
            throw new SettingsException($"--iteration is {iteration}; this run's are 1 to {Settings.Loop.Iterations}.");
    }

    /// <returns>Null where the prompts are not written yet.</returns>
    public async Task<IterationLook?> ReadAsync(ArmSettings arm, int iteration, CancellationToken cancel)
    {
        var gate = Gate(arm, iteration);
        if (await WrittenAsync(arm, iteration, cancel) is not var (writing, written, prompts)) return null;
        var gated = gate is not null && _run.Has(gate.Output<PromptSet>()) ? _run.FolderOf(gate.Output<PromptSet>()) : null;
        var notes = new List<string>();
        return new(arm, iteration, writing.Key, prompts, written, await SeenAsync(arm, writing, notes, cancel),
            await FirstAsync(arm, iteration - 1, cancel), await FirstAsync(arm, iteration, cancel),
            gated is null ? null : GatePrompts.Lines(gated).ToDictionary(l => l.PromptId, StringComparer.Ordinal),
            gated is null ? new Dictionary<string, IReadOnlyList<ScoredAnswer>>() : GatedAnswers.Read(gated),
            Find(arm, iteration, "ppo") is { } ppo && _run.Has(ppo.Output<object>()) ? _run.FolderOf(ppo.Output<object>()) : null, notes);
    }

    /// <summary>The prompts that an iteration trains on.</summary>
    /// <returns>Null where they are not written, or not chosen, yet.</returns>
    public async Task<IReadOnlyList<Question>?> TrainedOnAsync(ArmSettings arm, int iteration, CancellationToken cancel) =>
        arm.Gate is null ? (await WrittenAsync(arm, iteration, cancel))?.Prompts
        : Gate(arm, iteration) is { } gate && _run.Has(gate.Output<PromptSet>()) ? (await _run.ReadAsync(gate.Output<PromptSet>(), cancel)).Prompts : null;

    /// <summary>The rewards of a policy's answers to the probe questions, one to each; empty where they are not scored yet.</summary>
    public async Task<IReadOnlyList<ScoredSample>> ScoresAsync(ArmSettings arm, int iteration, CancellationToken cancel) =>
        Find(arm, iteration, ScoresStage) is { } probed && _run.Has(probed.Output<ScoredSamples>())
            ? (await _run.ReadAsync(probed.Output<ScoredSamples>(), cancel)).Samples : [];

    /// <summary>The run's questions.</summary>
    public Task<ExperimentData> DataAsync(CancellationToken cancel) => _run.ReadAsync(_plan.Single(s => s.Name == "data").Output<ExperimentData>(), cancel);

    private PlannedStage? Gate(ArmSettings arm, int iteration) => arm.Gate is null ? null : Find(arm, iteration, "gate");

    /// <summary>The stage that wrote an iteration's prompts, all that it wrote, and the iteration's own, a gate's candidates among them.</summary>
    private async Task<(PlannedStage Stage, PromptSet Set, IReadOnlyList<Question> Prompts)?> WrittenAsync(
        ArmSettings arm, int iteration, CancellationToken cancel)
    {
        var whole = Find($"{arm.Name}: prompts");
        var writing = whole ?? Find(arm, iteration, arm.Gate is not null ? "candidates" : arm.Prompts == PromptSource.Author ? "author" : "prompts");
        if (writing is null || !_run.Has(writing.Output<PromptSet>())) return null;
        var set = await _run.ReadAsync(writing.Output<PromptSet>(), cancel);
        var count = Settings.Loop.PromptsPerIteration() * (arm.Gate?.Candidates ?? 1);
        return (writing, set, whole is null ? set.Prompts : [.. set.Prompts.Skip((iteration - 1) * count).Take(count)]);
    }

    /// <summary>What the author knew of the policy. A rule may read several iterations' scores; a call is shown those of the newest, which come last.</summary>
    private async Task<IReadOnlyList<ScoredSample>> SeenAsync(ArmSettings arm, PlannedStage author, List<string> notes, CancellationToken cancel)
    {
        var scores = _plan.Where(s => s.Name is ScoresStage or ReadScored.StageName).Select(s => s.Key).Intersect(author.Inputs).ToHashSet();
        if (scores.Count == 0) return [];
        var probe = _plan.Single(s => s.Key == author.Inputs.Last(scores.Contains));
        IReadOnlyList<ScoredSample> samples = (await _run.ReadAsync(probe.Output<ScoredSamples>(), cancel)).Samples;
        if (!arm.AuthorIn(Settings).Placebo) return samples;
        notes.Add("A placebo: the rewards were dealt anew among the answers before the author saw them.");
        return Placebo.Of(new([.. Enumerable.Repeat<IReadOnlyList<ScoredSample>>([], scores.Count - 1), samples], [], [], 1), Settings.Seed).Probes[^1];
    }

    /// <summary>The first answer of a policy to each probe question, by its id.</summary>
    private async Task<IReadOnlyDictionary<string, ScoredSample>> FirstAsync(ArmSettings arm, int iteration, CancellationToken cancel) =>
        (await ScoresAsync(arm, iteration, cancel)).Where(s => s.Sample == 0).ToDictionary(s => s.QuestionId, StringComparer.Ordinal);

    private PlannedStage? Find(ArmSettings arm, int iteration, string what) => Find(ExperimentPlan.Label(arm.Name, iteration, what));

    // A label has one stage. In runs of earlier versions the answers that an author looks at may have the report's, and come behind them.
    private PlannedStage? Find(string label) => _plan.FirstOrDefault(s => s.Labels.Contains(label));
}
