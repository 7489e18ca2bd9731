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
    /// <param name="reward">The run's reward model; needed by <see cref="JudgeKind.Reward"/>.</param>
    /// <param name="seed">Decides which answer a chat judge is shown first where it is asked in one order.</param>
    /// <param name="decided">Told of each verdict of a chat judge as soon as it is there; from any thread.</param>
    /// <param name="used">Told of what each call of a chat judge used.</param>
    /// <param name="batches">Where a chat judge's batches are written down.</param>
    public static IPairwiseJudge Create(
        JudgeSettings settings, IRewardModel? reward, ulong seed, Action<Verdict> decided, Action<UsageDetails> used, string batches) =>
        settings.Kind switch
        {
            JudgeKind.Gold => new GoldJudge(),
            JudgeKind.Chat => new ChatJudge(new UsageClient(BatchedChat.Create(settings.Chat!, "evaluation.judge.chat", batches), used),
                new ChatJudgeOptions
                {
                    Name = settings.Chat!.Model,
                    Concurrency = BatchedChat.Concurrency(settings.Chat, new ChatJudgeOptions().Concurrency),
                    FailuresInARow = settings.FailuresInARow,
                    Orders = settings.Orders,
                    Reasoning = settings.Reasoning,
                }, seed, decided),
            _ => new RewardModelJudge(reward!, settings.TieMargin),
        };
}
