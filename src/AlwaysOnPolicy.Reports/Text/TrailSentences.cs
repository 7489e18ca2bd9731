using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What is to be said of a prompt's way.</summary>
public static class TrailSentences
{
    /// <summary>Stands above what <see cref="Of(DomainShare)"/> says of each domain.</summary>
    public const string WeightsTitle = "What the author was to make of the domains:";

    /// <summary>Where the prompt comes from, and what became of it.</summary>
    public static IEnumerable<string> Of(PromptTrail trail)
    {
        var prompt = trail.Prompt;
        var source = trail.Source is null ? "" : $" by '{trail.Source}'";
        yield return $"It is meant for {(prompt.Domain.Length > 0 ? prompt.Domain : "no domain")}; " +
            (trail.ChosenFrom is { } from ? $"it was chosen{source} from {from}." : $"it was written{source}.");
        yield return prompt.Call is { } call
            ? $"It comes from call {call} of {trail.Calls}, {(prompt.Rule is { } rule ? $"by the rule '{rule}', " : "")}" +
                $"which saw {trail.Seen.Count} answers of {trail.Policy}."
            : "No author looked at the policy for it.";
        if (!prompt.Kept) yield return "The gate left it out, so it was not trained on.";
        else yield return prompt.Earned is { } earned ? $"In training: {Of(earned)}." : "It has not been trained on yet.";
    }

    /// <summary>"mean reward 0.512, spread 0.131, advantage +0.020, 2 rollouts".</summary>
    public static string Of(Earned earned) => $"mean reward {Numbers.Score(earned.Reward)}" +
        (earned.Spread is { } spread ? $", spread {Numbers.Score(spread)}" : "") +
        (earned.Advantage is { } advantage ? $", advantage {Numbers.SignedScore(advantage)}" : "") +
        $", {Numbers.Count(earned.Rollouts)} {(earned.Rollouts == 1 ? "rollout" : "rollouts")}";

    /// <summary>What the author was told of a domain.</summary>
    public static string Of(DomainShare w) => string.Join("; ", ((string?[])
    [
        Fact("mean reward", w.MeanReward), Fact("people's best answers", w.Target), Fact("falls short by", w.Shortfall),
        Fact("spread", w.Spread), Fact("rose in training by", w.Progress),
    ]).Where(f => f is not null));

    /// <summary>What the gate made of the prompt.</summary>
    public static string Of(GateLook gate) =>
        $"The gate had it answered {gate.Rewards.Count} times and {(gate.Kept ? "kept it" : "left it out")}; spread {Numbers.Score(gate.Spread)}:";

    /// <summary>What one rollout of the prompt earned.</summary>
    public static string Of(PromptPass pass) => $"reward {Numbers.Score(pass.Reward)}" +
        (pass.RewardUsed is { } used ? $" (as used {Numbers.SignedScore(used)})" : "") +
        (pass.Advantage is { } advantage ? $", advantage {Numbers.SignedScore(advantage)}" : "") +
        (pass.Kl is { } kl ? $", KL {Numbers.SignedScore(kl)}" : "") + (pass.Tokens is { } tokens ? $", {Numbers.Count(tokens)} tokens" : "") +
        (pass.Step is { } step ? $", in the batch of step {Numbers.Count(step)}" : "");

    private static string? Fact(string name, double? value) => value is { } number ? $"{name} {Numbers.Score(number)}" : null;
}
