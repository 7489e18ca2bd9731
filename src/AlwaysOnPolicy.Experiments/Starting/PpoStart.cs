using System.Text.Encodings.Web;
using System.Text.Json;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Preflight;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>Writes a settings file for <c>aop ppo</c> to begin with: few keys, each with what it means.</summary>
public static class PpoStart
{
    private const string PlainTemplate = "Question: {question}\nAnswer:";
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file after a look at what it names.</summary>
    /// <param name="settings">Model, prompts and reward; a model without a chat template gets a plain one.</param>
    /// <returns>What the look found; where there are errors nothing is written.</returns>
    /// <exception cref="SettingsException">Too little is named, or the file is there already.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static Findings Write(PpoSettings settings, string file)
    {
        if (Path.Exists(file)) throw new SettingsException($"'{file}' is there already: name another file with --out.");
        settings.Check();
        var own = settings with
        {
            PromptFormat = settings.PromptFormat with { Template = TemplateFor(ModelPlace.FolderOf(settings.Model!, "model")) },
            Steps = settings.Steps ?? 50
        };
        var findings = PpoPreflight.Look(own, Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (findings.Errors.Count > 0) return findings;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            Durable.WriteText(file, Text(own, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
        return findings;
    }

    private static string TemplateFor(string folder) => ModelFolder.LoadTokenizer(folder).Template is null ? PlainTemplate : PromptFormatOptions.Chat;

    private static string Text(PpoSettings settings, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string Place(string path) => Quote(Path.IsPathRooted(path) ? Path.GetRelativePath(folder, path).Replace('\\', '/') : path);
        var prompts = settings.Prompts!;
        var columns = prompts.Columns == new DataColumns() ? "" : $", columns: {{ question: {Quote(prompts.Columns.Question)} }}";
        return $$"""
            # PPO on a model, a reward and prompts. Paths count from this file. Every key that is not here has its default.
            #
            #   aop ppo --config {{Path.GetFileName(file)}} --dry-run     looks at all of it without training
            #   aop ppo --config {{Path.GetFileName(file)}}

            model: {{Place(settings.Model!)}}          # the policy to train: a HuggingFace folder, or owner/name of a model that was fetched
            prompts: { path: {{Place(prompts.Path)}}, format: {{DataFileName.Word(prompts.Format)}}{{columns}} }

            reward:                                    # one of: model, scorer, regex, length
              {{Reward(settings.Reward, Place)}}

            steps: {{settings.Steps}}                  # a longer run in the same folder goes on from the last step
            seed: {{settings.Seed}}

            prompt_format:
              template: {{Quote(settings.PromptFormat.Template)}}     # chat: the model's own chat template; else a text with {question} in it
              max_prompt_tokens: {{settings.PromptFormat.MaxPromptTokens}}              # a longer question loses its end

            sampling:
              temperature: {{Number(settings.Sampling.Temperature)}}
              max_new_tokens: {{settings.Sampling.MaxNewTokens}}                 # longest answer

            ppo:
              learning_rate: {{Number(settings.Ppo.LearningRate)}}
              batch_size: {{settings.Ppo.BatchSize}}                     # answers a step
              mini_batch_size: {{settings.Ppo.MiniBatchSize}}                 # answers an update
              score_scaling: true                      # rewards are divided by their running deviation: any unit will do
              score_norm: true                         # and their running mean is taken away

            samples: { prompts: {{settings.Samples.Prompts}}, shown: {{settings.Samples.Shown}} }      # answered before and after, to compare

            """.ReplaceLineEndings("\n");
    }

    private static string Reward(RewardSource reward, Func<string, string> place) => reward switch
    {
        { Model: { } model } => $"model: {place(model)}",
        { Scorer: { } scorer } => $"scorer: {{ url: {Quote(scorer.Url)} }}",
        { Regex: { } pattern } => $"regex: {{ pattern: {Quote(pattern.Pattern)}, count: {(pattern.Count ? "true" : "false")} }}   # 1 where the answer holds " +
            "it, or how often",
        _ => $"length: {{ target: {reward.Length!.Target}, unit: {reward.Length.Unit.ToString().ToLowerInvariant()} }}   # minus the distance of the " +
            "answer's length from it",
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text, s_json);

    private static string Number(double value) => value.ToString("0.0#########", System.Globalization.CultureInfo.InvariantCulture);
}
