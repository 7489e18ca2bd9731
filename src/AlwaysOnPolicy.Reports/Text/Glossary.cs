using System.Text;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>The words that reports and documents use, each said once.</summary>
public static class Glossary
{
    /// <summary>In the order of the alphabet.</summary>
    public static IReadOnlyList<GlossaryTerm> Terms { get; } =
    [
        new("AOP", "Always-On-Policy: the arm whose author looks at the current policy before every iteration."),
        new("Arm", "One way of coming by prompts. All arms of an experiment start from the same model and have the same budget."),
        new("Author", "Whoever writes or chooses the prompts of an iteration: a language model, a choice from your own questions, or the miniature world's " +
            "own."),
        new("Bandit", "A rule that learns from the rewards of PPO's own answers which domains are worth asking about; it needs no probe."),
        new("Bradley-Terry", "One strength for each policy, from all comparisons of any two (Bradley and Terry 1952): the difference of two strengths is the " +
            "log-odds that the one wins. In Elo's unit 1000 is the mean, and 400 more win ten times of eleven."),
        new("Corrected p", "The chance to see so clear a difference where there is none, made larger by how many differences were looked at (Holm 1979). " +
            "Below " +
            "0.05 the difference is told.") { Also = ["Holm's correction"] },
        new("Demonstration", "A question with an answer that is to be learnt."),
        new("Domain", "The subject of a question, such as cooking; weakness is measured domain by domain."),
        new("Gate", "Makes more prompts than an iteration trains on, and keeps those whose answers' rewards differ most."),
        new("Gold", "The true quality of an answer, from 0 to 1. Only the miniature world knows it, and no training sees it."),
        new("Held out", "Kept from everything that trains or writes prompts, so that what is measured on it is not learnt by heart."),
        new("Interval", "Where the true figure lies with a chance of 95 %, by drawing the test questions again; an interval that holds 0 shows no difference."),
        new("Iteration", "One round of an arm: prompts are made, PPO learns from them, and the policy is measured."),
        new("Judge", "Who says which of two answers is better: the reward model, a language model, or in the miniature world the truth."),
        new("KL", "How far the policy has moved from the reference model, summed over the tokens of an answer, in nats. 0 is not at all."),
        new("Length-controlled", "Said of a win rate: what it would be if both answers were of one length. Judges favour the longer answer, and a policy can " +
            "learn that instead of being helpful."),
        new("Miniature world", "A small made-up world of questions inside the tool: 18 domains, a grammar, and a truth to measure against. It needs no " +
            "download."),
        new("Nat", "The unit of logarithms to the base e: 1 nat is 1.44 bits. Losses, entropy and KL are in nats."),
        new("Policy", "The language model that is trained.") { Also = ["policies"] },
        new("Power", "The chance to see a difference that is there. It rises with the number of test questions: four times as many show half the " +
            "difference."),
        new("PPO", "Proximal policy optimization (Schulman et al. 2017): reinforcement learning in small, clipped steps."),
        new("Preference pair", "A question with two answers, of which people prefer one."),
        new("Probe", "Held-out questions that the policy answers before an iteration. Their rewards show the author where it is weak; none of them is " +
            "trained on."),
        new("Prompt", "A question that the policy answers in training."),
        new("Reference", "The model against which KL is measured: the policy before reinforcement learning."),
        new("Reward model", "Gives an answer a number, learnt from preference pairs. PPO raises that number."),
        new("Rollout", "An answer of the policy in training, with its reward."),
        new("Rule", "How an author weighs the domains: paper (what it makes of the weak answers), shortfall (the distance to people's answers), bandit."),
        new("Seed", "The number from which all randomness of a run derives. Several seeds show how much of a result is luck."),
        new("SFT", "Supervised fine-tuning: the model learns to write the answers of demonstrations. The SFT policy is where every arm starts."),
        new("Shortfall", "How much lower the policy's rewards are than those of people's answers to the same questions."),
        new("SOP", "Starts-On-Policy: the arm whose author looks at the SFT policy alone. It writes new prompts for every iteration, but never looks again."),
        new("Tau", "τ, how strongly the offline authors prefer weak domains under the rule paper: small asks about the weakest only, large about all alike.")
            { Also = ["τ"] },
        new("Test question", "A held-out question whose answers by two arms are compared at the end."),
        new("Turned", "Said of a verdict that was one answer when A was read first and the other when B was: the judge cannot be relied on there, " +
            "which is no " +
            "tie. Also called inconsistent.") { Also = ["inconsistent"] },
        new("Vanilla", "The arm whose prompts are made without a look at the policy."),
        new("Win rate", "In how many percent of the comparisons the judge preferred one arm's answer; ties count for neither."),
    ];

    /// <summary>The terms as a page of Markdown.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder(
            "# Glossary\n\nMade by `aop glossary --markdown` from `Glossary` of the project Reports, which the reports use as well.\n");
        foreach (var term in Terms) page.Append($"\n**{term.Word}**: {term.Meaning}\n");
        return page.ToString();
    }
}
