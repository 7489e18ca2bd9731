using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Looks at a reward as a run of PPO alone does before its training, without the run.</summary>
public static class PpoRewardCheck
{
    /// <summary>Has the policy answer prompts, and reads the verdict off the answers' scores.</summary>
    /// <param name="settings">Of the run; all its prompts are drawn from.</param>
    /// <param name="note">Told what was left out of the file of prompts, and why.</param>
    /// <param name="progress">Told how many answers are drawn, of how many.</param>
    /// <exception cref="UserErrorException">Settings that do not go together, or a model or file that cannot be read.</exception>
    public static async Task<RewardCheck> RunAsync(PpoSettings settings, Action<string> note, Action<int, int> progress, CancellationToken cancel)
    {
        settings.Check();
        if (settings.RewardCheck.Prompts == 0) throw new SettingsException("reward_check.prompts is 0, so there is nothing to look at: set it to 1 or more.");
        if (settings.Compute.Threads > 0) TorchThreads.Set(settings.Compute.Threads);
        var set = DataSets.ReadQuestions(DataInput.Of(settings.Prompts!.For(DataUse.Questions), "prompts"));
        foreach (var text in set.Notes) note(text);
        var input = RewardInput.Of(settings.Reward);
        using var policy = Policy.Load(ModelPlace.FolderOf(settings.Model!, "model"), settings.PromptFormat, settings.Compute.Dtype);
        policy.Model.Deterministic = settings.Compute.Deterministic;
        using var reward = input.Open(settings.PromptFormat, policy.Tokenizer);
        var answers = await RewardCheckRun.AnswersAsync(policy, reward, [.. set.Rows.Take(settings.MaxPrompts ?? int.MaxValue).Select(r => r.Question)],
            settings.RewardCheck, settings.Sampling, settings.Compute.BatchSize, settings.Seed, progress, cancel);
        return RewardCheck.Of(RewardFigures.Of(answers), new RewardUse(settings.Ppo) { LengthIsMeant = settings.Reward.Length is not null });
    }
}
