namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>The paper's judge prompt, word for word. Its reply: <see cref="VerdictReply"/>.</summary>
internal static class JudgePrompt
{
    private static readonly string[] Parts =
    [
        "Imagine you are an evaluator who is evaluating answers. You need to evaluate two potential responses to determine whether any one is more " +
        "helpful in resolving your issue or following the guidance provided. Consider which response provides the most practical, informative, and " +
        "supportive guidance for your situation. Return C if both the responses are similar in quality and helpfulness. Question/task: ",
        " Response A: ",
        " Response B: ",
        ". Return answer as single letter: A or B or C. Do not add any additional text to the answer.",
    ];

    private const string Reasons =
        ". Compare the two responses in a few sentences first. Then write the answer as single letter, A or B or C, alone on the last line.";

    public static string For(string question, string first, string second) => Parts[0] + question + Parts[1] + first + Parts[2] + second + Parts[3];

    /// <summary>The same question, but the judge reasons before its letter.</summary>
    public static string WithReasoning(string question, string first, string second) =>
        Parts[0] + question + Parts[1] + first + Parts[2] + second + Reasons;
}
