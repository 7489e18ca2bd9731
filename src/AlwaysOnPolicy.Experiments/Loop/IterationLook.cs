using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What a run knows of an iteration's prompts.</summary>
/// <param name="Key">Of the stage that wrote them: arms that share it share the prompts.</param>
/// <param name="Prompts">All that were written for the iteration, those that a gate left out too.</param>
/// <param name="Written">With the author's calls.</param>
/// <param name="Seen">What the author knew of the policy; empty where it did not look.</param>
/// <param name="Before">The first answers to the probe questions of the policy that the iteration began with.</param>
/// <param name="After">The same of the policy that it made.</param>
/// <param name="Gate">By prompt id; null without a gate.</param>
/// <param name="Trained">Folder of the iteration's training; null where it is not finished.</param>
internal sealed record IterationLook(
    ArmSettings Arm, int Iteration, string Key, IReadOnlyList<Question> Prompts, PromptSet Written, IReadOnlyList<ScoredSample> Seen,
    IReadOnlyDictionary<string, ScoredSample> Before, IReadOnlyDictionary<string, ScoredSample> After,
    IReadOnlyDictionary<string, GatePrompts.Line>? Gate, IReadOnlyDictionary<string, IReadOnlyList<ScoredAnswer>> Gated, string? Trained, List<string> Notes)
{
    private readonly Lazy<ILookup<string, PromptPass>> _passes = new(() => (Trained is null ? [] : PromptRollouts.Lines(Trained))
        .ToLookup(l => l.PromptId, l => new PromptPass(l.Pass + 1, l.Step, l.Reward, l.Advantage), StringComparer.Ordinal));

    /// <summary>Whose answers the author saw.</summary>
    public string Policy => Iteration == 1 || Arm.When == PromptTiming.Once
        ? ArmNames.Display("sft") : $"{ArmNames.Display(Arm.Name)} after iteration {Iteration - 1}";

    public IReadOnlyList<PromptRow> Rows() => [.. Prompts.Select(Row)];

    public PromptRow Row(Question p) => new(Arm.Name, Iteration, p.Id, p.Domain ?? "", CallOf(p), p.Origin?.Rule, p.Text, Kept(p),
        Passes(p.Id) is { Count: > 0 } passes ? PromptEarnings.OfPrompt(passes) : null);

    public bool Kept(Question prompt) => Gate is null || Gate[prompt.Id].Kept;

    /// <summary>From 1; null where the author saw nothing.</summary>
    public int? CallOf(Question prompt) => Written.Calls.Any(c => c.Number == prompt.Origin?.Place) ? prompt.Origin!.Place + 1 : null;

    public IReadOnlyList<PromptPass> Passes(string promptId) => [.. _passes.Value[promptId]];

    public IReadOnlyList<EarnedRow> Earned() =>
        Trained is null ? [] : PromptEarnings.Of(Arm.Name, Iteration, [.. Prompts.Where(Kept)], Trained);

    /// <summary>What a call saw, as it saw it.</summary>
    public IReadOnlyList<ScoredSample> SeenIn(AuthorCall call)
    {
        var shown = call.Shown.ToLookup(s => s.QuestionId, StringComparer.Ordinal);
        ScoredSample[] seen = [.. Seen.Where(s => shown[s.QuestionId].Any(one => one.Is(s)))];
        if (call.Shown.Any(s => s.Sample is null) && seen.Length > call.Shown.Count)
            Notes.Add($"The {call.Shown.Count} questions have {seen.Length} answers; the run keeps which questions the author saw, not which of " +
                "their answers.");
        return seen;
    }

    /// <summary>What a call was to make of the domains.</summary>
    /// <param name="call">Null asks for what goes for all calls.</param>
    public IReadOnlyList<DomainShare> Weights(AuthorSettings author, AuthorCall? call)
    {
        if (Written.Weights.Count > 0)
            return [.. Written.Weights.OrderByDescending(w => w.Share)
                .Select(w => new DomainShare(w.Domain, w.Share, w.MeanReward, w.Target, w.Shortfall, w.Spread, w.Progress))];
        if (call is null) return [];
        var domains = SeenIn(call).GroupBy(s => s.Domain).Select(g => (g.Key, Mean: g.Average(s => s.Reward))).OrderBy(d => d.Mean).ToArray();
        var shares = author.Kind == AuthorKind.Chat || author.Rule != PromptRule.Paper || domains.Length == 0 ? null
            : DomainWeights.FromMeans([.. domains.Select(d => d.Mean)], author.Tau, author.UniformMix);
        return [.. domains.Select((d, i) => new DomainShare(d.Key, shares?[i], d.Mean))];
    }

    /// <summary>Mean rewards of the first answers, before and after: of both policies as many answers, drawn alike.</summary>
    public IReadOnlyList<DomainReward> ProbeRewards() =>
    [
        .. new[] { (Iteration - 1, Before), (Iteration, After) }.SelectMany(p => p.Item2.Values.GroupBy(s => s.Domain, StringComparer.Ordinal)
            .Select(g => new DomainReward(Arm.Name, p.Item1, g.Key, g.Average(s => s.Reward)))),
    ];

    /// <summary>The probe questions; of those that the author saw several answers to, the lowest.</summary>
    public IReadOnlyList<ProbeRow> Probe()
    {
        if (Seen.Count == 0) return Sorted(Before.Values.Select(b => new ProbeRow(b.Domain, b.Question.Text, null, Text(b), Next(b), [])));
        var calls = Written.Calls.SelectMany(c => c.Shown.Select(s => (s.QuestionId, Number: c.Number + 1)).Distinct())
            .ToLookup(s => s.QuestionId, s => s.Number, StringComparer.Ordinal);
        return Sorted(Seen.GroupBy(s => s.QuestionId, StringComparer.Ordinal).Select(g => Row(g.MinBy(s => s.Reward)!, [.. calls[g.Key]])));
    }

    /// <summary>What a call saw, every answer of it.</summary>
    public IReadOnlyList<ProbeRow> Probe(AuthorCall call) => Sorted(SeenIn(call).Select(s => Row(s, [call.Number + 1])));

    private ProbeRow Row(ScoredSample seen, IReadOnlyList<int> calls) => new(seen.Domain, seen.Question.Text, Text(seen),
        Arm.When == PromptTiming.Once && Iteration > 1 && Before.TryGetValue(seen.QuestionId, out var before) ? Text(before) : null, Next(seen), calls);

    private ScoredText? Next(ScoredSample of) => After.TryGetValue(of.QuestionId, out var after) ? Text(after) : null;

    public GateLook? GateOf(string promptId) => Gate?.GetValueOrDefault(promptId) is { } line
        ? new(line.Kept, line.Spread, line.Rewards, Gated.TryGetValue(promptId, out var answers) ? [.. answers.Select(a => a.Answer.Text)] : []) : null;

    /// <summary>With the answers, where the training kept them.</summary>
    public IReadOnlyList<PromptPass> PassesWithAnswers(string promptId)
    {
        var passes = Passes(promptId);
        if (Trained is null || !RolloutFile.IsIn(Trained)) return passes;
        var kept = RolloutFile.Read(Trained).Where(r => r.PromptId == promptId).ToArray();
        return kept.Length != passes.Count ? passes : [.. passes.Zip(kept, (p, r) => p with
        {
            Answer = r.Answer,
            RewardUsed = r.RewardUsed,
            Kl = r.Kl,
            Tokens = r.Tokens,
        })];
    }

    private static ScoredText Text(ScoredSample sample) => new(sample.Answer, sample.Reward);

    /// <summary>The domain with the lowest mean reward first, in it the lowest answer.</summary>
    private static ProbeRow[] Sorted(IEnumerable<ProbeRow> rows) =>
        [.. rows.GroupBy(r => r.Domain, StringComparer.Ordinal).OrderBy(g => g.Average(Reward)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(Reward))];

    private static double Reward(ProbeRow row) => (row.Seen ?? row.Before)!.Reward;
}
