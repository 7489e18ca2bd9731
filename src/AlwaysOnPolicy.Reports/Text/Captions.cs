using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What is to be known to read a table or a drawing; the same words in every form of the report.</summary>
internal static class Captions
{
    public const string MonitorsTitle = "What the monitors said";

    /// <summary>Steps on either side of a step that a training curve's moving average takes in, within the same iteration.</summary>
    public const int Reach = 4;

    public const string WinRates =
        "A answer by answer against B; a rate is wins over all judged answers, so ties and failed verdicts count for neither (the paper's Equation 2). " +
        "Intervals are bootstrapped over questions in one run and over seeds in a study. An arm is called ahead where its interval leaves 0 out and p, by " +
        "the sign test over questions or Student's t over seeds, is below 0.05 after Holm's correction for all comparisons of this report. A verdict " +
        "that turned with the order in which the judge read the answers counts for neither side.";

    public const string PaperTables =
        "Tables 2 and 3 of the paper: of the records with a verdict, how many either side won and how many were tied; failed ones are dropped, so that a row " +
        "adds up to 100 %. The paper's judge saw one order. Where both were asked, some verdicts turned, and each row stands twice: with them as ties, and " +
        "without them.";

    public const string Seeds =
        "Mean gold of A minus that of B. A seed draws the world, the data and the training anew, so seeds are independent; the sign test counts only which " +
        "arm is ahead.";

    public static string PromptMap(PromptAudit audit) =>
        "Each dot is a prompt, at the first two principal components of its embedding; similar prompts lie together. All maps have one scale." +
        (audit.HeldOut.Count > 0 ? " The directions are those of the held-out questions, which are the grey dots." : "");

    public static string Differences(ReportData data)
    {
        var count = data.Comparisons.Count + data.Further.Count;
        return "Difference of the two win rates after each iteration. Where the interval crosses 0, no difference is shown." +
            (count > 4 ? $" Of {count} intervals at 95 %, {0.05 * count:0.0} miss the truth by chance on average: the tables say which differences hold " +
                "after Holm's correction." : "");
    }

    public static string Pairs(PairMatrix matrix) =>
        $"The row's arm minus the column's, in {matrix.Unit}. *: told from 0 after Holm's correction for all comparisons. The arm that is ahead of the " +
        "others on average comes first.";

    public static string Weakest(ReportData data) => "Only test questions of the domains with the worst demonstrations" +
        (data.WeakDomains.Count > 0 ? $": {string.Join(", ", data.WeakDomains)}." : ".");

    public static string Measures(ReportData data) => "Bars are 95 % intervals" + (data.Study is null ? ", by question" : ", over seeds") + ". " +
        (data.Arms.Any(a => a.Gold is not null) ? "Gold is the world's true score of the test answers, 0 to 1; only the report sees it. " : "") +
        "Probe reward is the mean score that the reward model gives the answers to the held-out questions; that it rose is said where it holds after Holm's " +
        "correction for all arms and iterations. " +
        (SharesStart(data) ? "SOP and AOP share their first iteration." : "");

    public const string Costs =
        "What an arm needed from the SFT policy on: answers to probe questions for its author, the author, its gate, and PPO; what arms share is counted for " +
        "each. Tokens are those of answers, generated and " +
        "trained on (each epoch counted). Answers of a gate are not used again in training. Fine-tuning, the reward model and the measuring for this report " +
        "are left out.";

    public static string Training(ReportData data) =>
        $"Faint: every PPO step. Strong: the mean of {(2 * Reach) + 1} steps, within an iteration. A ratio far from 1 or skipped mini-batches mean that the " +
        "policy moved too far at once. " +
        (SharesStart(data) ? "SOP and AOP share their first iteration, so their lines coincide there." : "");

    public static string Skipped(ReportData data)
    {
        var skipped = data.Training.Sum(t => t.SkippedUpdates);
        return (skipped == 0 ? "None was skipped." : $"{skipped} of {data.Training.Sum(t => t.Updates)} were skipped.") +
            " A mini-batch is skipped when its mean ratio exceeds the threshold or its loss is not finite.";
    }

    public static string HeatMap(ReportData data) =>
        "Mean reward of the probe answers; the domain that SFT answers worst comes first. A stronger colour is a higher reward: a row that stays pale is a " +
        "domain that training does not reach." +
        (data.WeakDomains.Count > 0 ? " “weak” marks the domains with the worst demonstrations." : "");

    public const string Prompts =
        "By domain, the one with the lowest reward first: how many of the iteration's prompts were meant for it, the mean reward of the answers to its probe " +
        "questions before and " +
        "after, and, where the arm's author looked at the policy, the lowest-scored answer that it saw with the answer to the same question after the " +
        "iteration. " +
        "Reward in training, spread and advantage are of the rollouts of its prompts: the mean, the standard deviation of the rewards of one prompt's " +
        "answers, and the mean advantage. One prompt from its author's call to what it earned: aop prompts show <run> <a part of its text>.";

    public const string Rules = "The rollouts of all prompts that were asked for by the rule.";

    public static string Earned(bool earned) => "A prompt's number leads to its author's call, with what the call saw." + (earned
        ? " Reward in training is the mean over the prompt's rollouts, spread their standard deviation, advantage the mean of what the updates used." : "");

    public static string BeforeAndAfter(bool seen, bool before) => "Probe questions, on which nobody trains; the domain with the lowest mean reward first, " +
        "in it the lowest answer. Numbers are rewards. " + (!seen || before ? "Before and after are the policies round the iteration." :
            "What the author saw is the policy before the iteration, of several answers to a question the lowest; after is the one that the iteration made.");

    public const string Seen =
        "The domain whose answers have the lowest mean reward comes first, in it the lowest answer. They are the policy's answers to probe questions; none " +
        "of them is trained on.";

    public static string Samples(ReportData data) => (data.Outcome is null ? "The policies after the last iteration, and SFT; all draw with the same random " +
        "numbers." : "Both policies draw with the same random numbers.") + (data.SampleNote is { } note ? " " + note : "");

    public static string Disagreements(ReportData data) => (data.Answers.Any(a => a.RewardSpread is not null)
        ? "First the questions on which the judge most prefers an answer that the reward model scores lower, then those whose rewards lie farthest apart. "
        : "Test questions on which the answers differ. ") + "The answers are the first of each policy after the last iteration, and SFT's.";

    /// <summary>What the arms start from: fine-tuning and reward model.</summary>
    public static IEnumerable<string> Basis(ReportData data)
    {
        if (data.SftValidationLoss is [var first, .., var last])
            yield return $"Fine-tuning: validation loss {string.Join(" → ", data.SftValidationLoss.Select(l => Numbers.Score(l)))} nats a token over the " +
                $"epochs; {(last < first ? "it fell" : "it did not fall")}.";
        if (data.RewardModel is { } r)
            yield return $"Reward model: right on {r.Right} of {r.Total} held-out pairs, {Numbers.Percent(r.Accuracy)} (95 % interval " +
                $"{Numbers.Percents(r.Interval)}); " +
                (r.Interval.Low > 0.5 ? "above chance." : "not shown to be above chance.");
    }

    private static bool SharesStart(ReportData data) => data.Arms.Any(a => a.Arm == "sop") && data.Arms.Any(a => a.Arm == "aop");
}
