using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>Writes a settings file for <c>aop ppo</c> to begin with: few keys, each with what it means.</summary>
public static class PpoStart
{
    /// <summary>Writes the file after a look at what it names.</summary>
    /// <param name="settings">Model, prompts and reward; a model without a chat template gets a plain one.</param>
    /// <returns>What the look found; where there are errors nothing is written.</returns>
    /// <exception cref="SettingsException">Too little is named, or the file is there already.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static Findings Write(PpoSettings settings, string file)
    {
        var start = new StartFile(file);
        settings.Check();
        var folder = ModelPlace.FolderOf(settings.Model!, "model");
        var rates = StartRates.Of(folder);
        var own = settings with
        {
            PromptFormat = settings.PromptFormat with { Template = StartFile.TemplateFor(folder) },
            Steps = settings.Steps ?? 50,
            Ppo = rates is null ? settings.Ppo : settings.Ppo with { LearningRate = rates.Ppo },
        };
        var findings = PpoPreflight.Look(own, start.Folder);
        if (findings.Errors.Count == 0) start.Write(Text(own, rates is null ? "" : $"     # {StartRates.Why}", start));
        return findings;
    }

    private static string Text(PpoSettings settings, string why, StartFile file)
    {
        var name = Path.GetFileName(file.Path);
        return $$"""
            # PPO on a model, a reward and prompts. Paths count from this file. Every key that is not here has its default.
            #
            #   aop ppo --config {{name}} --dry-run     looks at all of it without training
            #   aop ppo --config {{name}}

            model: {{file.Place(settings.Model!)}}          # the policy to train: a HuggingFace folder, or owner/name of a model that was fetched
            prompts: {{file.Data(settings.Prompts!, DataUse.Questions)}}

            reward:                                    # one of: model, scorer, regex, length
              {{Reward(settings.Reward, file)}}

            steps: {{settings.Steps}}                  # a longer run in the same folder goes on from the last step
            seed: {{settings.Seed}}

            prompt_format:
              template: {{StartFile.Quote(settings.PromptFormat.Template)}}     # chat: the model's own chat template; else a text with {question} in it
              max_prompt_tokens: {{settings.PromptFormat.MaxPromptTokens}}              # a longer question loses its end

            sampling:
              temperature: {{StartFile.Number(settings.Sampling.Temperature)}}
              max_new_tokens: {{settings.Sampling.MaxNewTokens}}                 # longest answer

            ppo:
              learning_rate: {{StartFile.Number(settings.Ppo.LearningRate)}}{{why}}
              batch_size: {{settings.Ppo.BatchSize}}                     # answers a step
              mini_batch_size: {{settings.Ppo.MiniBatchSize}}                 # answers an update
              score_scaling: true                      # rewards are divided by their running deviation: any unit will do
              score_norm: true                         # and their running mean is taken away

            samples: { prompts: {{settings.Samples.Prompts}}, shown: {{settings.Samples.Shown}} }      # answered before and after, to compare

            """;
    }

    /// <summary>The one line of the group reward.</summary>
    internal static string Reward(RewardSource reward, StartFile file) => reward switch
    {
        { Model: { } model } => $"model: {file.Place(model)}",
        { Scorer: { } scorer } => $"scorer: {{ url: {StartFile.Quote(scorer.Url)} }}",
        { Regex: { } pattern } => $"regex: {{ pattern: {StartFile.Quote(pattern.Pattern)}, count: {(pattern.Count ? "true" : "false")} }}   # 1 where the " +
            "answer holds it, or how often",
        _ => $"length: {{ target: {reward.Length!.Target}, unit: {SettingsKey.WordOf(reward.Length.Unit)} }}   # minus the distance of the " +
            "answer's length from it",
    };
}
