namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What one part of an arm's iteration cost, as if no other arm shared it. Means over the seeds in a study.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Part">probe, author, gate or training; judge for the comparisons that the arm takes part in, which is no cost of the arm.</param>
/// <param name="TokensGenerated">Of the policy's answers.</param>
/// <param name="TokensTrained">Of the answers in mini-batches learnt from, each epoch counted.</param>
/// <param name="AnswersScored">Answers that the reward model scored.</param>
/// <param name="ChatTokens">Of outside language models, where they report them.</param>
/// <param name="ProcessorSeconds">Processor time.</param>
public sealed record WorkRow(
    string Arm, int Iteration, string Part, double TokensGenerated, double TokensTrained, double AnswersScored, double ChatTokens, double ProcessorSeconds);
