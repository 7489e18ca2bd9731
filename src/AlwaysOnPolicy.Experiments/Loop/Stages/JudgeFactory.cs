using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Rewards;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The judge that the settings name.</summary>
internal static class JudgeFactory
{
    // Not the folder's name: a model that is moved gives the same verdicts.
    private const string RewardName = "reward model";

    /// <param name="reward">The run's reward model; needed by <see cref="JudgeKind.Reward"/>.</param>
    /// <param name="seed">Decides which answer a chat judge is shown first where it is asked in one order.</param>
    /// <param name="decided">Told of each verdict of a chat judge, and of what it took, as soon as it is there; from any thread.</param>
    /// <param name="asked">The language model that judges; null where none does.</param>
    /// <param name="client">Makes its client.</param>
    public static IPairwiseJudge Create(JudgeSettings settings, ChatSettings? asked, IRewardModel? reward, ulong seed, Action<Verdict, UsageDetails> decided,
        Func<ChatSettings, IChatClient> client) =>
        settings.Kind switch
        {
            JudgeKind.Gold => new GoldJudge(),
            JudgeKind.Chat or JudgeKind.Local => new ChatJudge(client(asked!),
                new ChatJudgeOptions(settings)
                {
                    Name = asked!.Model,
                    Concurrency = BatchedChat.Concurrency(asked, asked.Concurrency),
                    Retries = asked,
                }, seed, decided),
            _ => new RewardModelJudge(reward!, settings.TieMargin, RewardName),
        };
}
