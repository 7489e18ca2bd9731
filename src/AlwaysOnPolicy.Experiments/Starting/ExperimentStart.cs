using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>Writes an experiment file to begin with: the three arms on a user's model and data, each key with what it means.</summary>
public static class ExperimentStart
{
    /// <summary>Writes the file after the look that a run begins with.</summary>
    /// <param name="settings">Model, encoder, data files without their sizes, and a reward model where there is one already. Where no pool is named, prompts
    /// are chosen from the demonstrations' questions and from what the probe leaves.</param>
    /// <returns>What the look found; where there are errors nothing is written.</returns>
    /// <exception cref="SettingsException">A model or file is not there, or the file to write is.</exception>
    /// <exception cref="DataException">A file cannot be read, or holds too little.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static Findings Write(ExperimentSettings settings, string file)
    {
        var start = new StartFile(file);
        var folder = ModelPlace.FolderOf(settings.Files!.BaseModel, "files.base_model");
        var text = Text(settings, StartSizes.Of(settings.Files), StartFile.TemplateFor(folder), StartRates.Of(folder), start);
        var findings = ExperimentPreflight.Look(SettingsFile.Parse<ExperimentSettings>(text, file, start.Folder), start.Folder);
        if (findings.Errors.Count == 0) start.Write(text);
        return findings;
    }

    private static string Text(ExperimentSettings settings, StartSizes sizes, string template, StartRates? rates, StartFile file)
    {
        var (files, name, defaults) = (sizes.Files, Path.GetFileName(file.Path), new ExperimentSettings());
        var sft = defaults.Sft.Training;
        string Rate(double otherwise, Func<StartRates, double> small) => StartFile.Number(rates is null ? otherwise : small(rates));
        var why = rates is null ? "" : $"     # {StartRates.Why}";
        var encoder = files.Encoder == SentenceEncoders.Words ? files.Encoder : file.Place(files.Encoder!);
        var reward = settings.Reward.Model is not { } model
            ? $"training: {{ learning_rate: {Rate(defaults.Reward.Training.LearningRate, r => r.Reward)}, batch_size: {defaults.Reward.Training.BatchSize}, " +
                $"epochs: {defaults.Reward.Training.Epochs} }}     # or model: a reward model that is there already"
            : $"model: {file.Place(model)}     # leave it out, and one is trained on the pairs";
        return $$"""
            # Vanilla, SOP and AOP on a model and data. Paths count from this file. Every key that is not here has its default (docs/settings.md, aop settings).
            # The sizes go with the data and make a first run short; the paper has 4 iterations of 2,000 prompts.
            #
            #   aop run {{name}} --dry-run     looks at all of it and lists the stages
            #   aop run {{name}}

            name: {{StartFile.Quote(Path.GetFileNameWithoutExtension(file.Path))}}
            seed: 1
            world: files

            files:
              base_model: {{file.Place(files.BaseModel)}}
              encoder: {{encoder}}     # finds likeness: built-in/words, or a sentence-transformers folder, which knows synonyms
              demonstrations:                          # fine-tuning learns to write these
                data: {{file.Data(files.Demonstrations.Data, DataUse.Demonstrations)}}
                validation: {{files.Demonstrations.Validation}}                         # kept apart to measure the loss on
              probe:                                   # the policy answers these, and authors see how well; nobody trains on them
                data: {{file.Data(files.Probe.Data, DataUse.Questions)}}
                min_posts_per_domain: {{files.Probe.MinPostsPerDomain}}               # smaller domains are not probed
                max_posts_per_domain: {{files.Probe.MaxPostsPerDomain}}               # what is over goes to the pool where the file is named there too
                clusters: {{files.Probe.Clusters}}                           # domains that are looked for where questions have none
              pool:                                    # prompts are chosen from these; what is held out elsewhere leaves them
            {{string.Join("\n", files.Pool.Select(p => $"    - {file.Data(p, DataUse.Questions)}"))}}
              preferences:                             # pairs of answers of which people preferred one
                data: {{file.Data(files.Preferences!.Data, DataUse.Pairs)}}
                reward_share: {{StartFile.Number(files.Preferences.RewardShare)}}                      # for the reward model; the rest gives the test questions
                held_out_pairs: {{files.Preferences.HeldOutPairs}}                     # on which its accuracy is measured
                test_prompts: {{files.Preferences.TestPrompts}}                      # at most

            prompt_format:
              template: {{StartFile.Quote(template)}}     # chat: the model's own chat template; else a text with {question} in it
              max_prompt_tokens: {{defaults.PromptFormat.MaxPromptTokens}}                   # a longer question loses its end

            sampling:                                  # of answers, everywhere
              temperature: {{StartFile.Number(defaults.Sampling.Temperature)}}
              max_new_tokens: {{defaults.Sampling.MaxNewTokens}}

            sft:
              training: { learning_rate: {{Rate(sft.LearningRate, r => r.FineTuning)}}, batch_size: {{sft.BatchSize}}, epochs: {{sft.Epochs}} }{{why}}

            reward:
              {{reward}}

            ppo: { learning_rate: {{Rate(defaults.Ppo.LearningRate, r => r.Ppo)}}, batch_size: {{sizes.BatchSize}}, mini_batch_size: {{sizes.BatchSize / 2}} }{{why}}

            loop:
              arms: [vanilla, sop, aop]                # compared each with each
              iterations: {{StartSizes.Iterations}}
              author_calls: {{sizes.Calls}}                         # times prompts_per_call: the prompts of an iteration
              prompts_per_call: {{sizes.Prompts / sizes.Calls}}
              quadruples_per_domain: {{sizes.Quadruples}}               # answers of each domain that a call sees
              passes_per_prompt: {{StartSizes.Passes}}

            author: { kind: pool }                     # chooses from the pool; kind: chat has a language model write (docs/settings.md)
            vanilla: { kind: pool }
            evaluation: { judge: { kind: reward } }    # who says which of two answers is better: reward, or chat

            """;
    }
}
