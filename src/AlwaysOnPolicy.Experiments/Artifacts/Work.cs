using AlwaysOnPolicy.Engine;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>The names under which stages count what they did.</summary>
internal static class Work
{
    /// <summary>Tokens of answers that a policy drew.</summary>
    public const string TokensGenerated = "tokens_generated";

    /// <summary>Tokens of answers in the mini-batches that a policy learnt from, each pass over a batch counted.</summary>
    public const string TokensTrained = "tokens_trained";

    public const string AnswersScored = "answers_scored";

    /// <summary>Tokens of outside language models, question and answer, where the service reports them.</summary>
    public const string ChatTokens = "chat_tokens";

    public static void Count(StageContext stage, UsageDetails usage) => stage.Count(ChatTokens, Tokens(usage));

    /// <summary>Question and answer.</summary>
    public static long Tokens(UsageDetails usage) => usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0));
}
