using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.OpenRlhf;

/// <summary>Writes what an OpenRLHF 0.11 job needs for one iteration of a run: prompts.jsonl, train.sh, which starts it, and job.json, which submits it
/// to Ray.</summary>
/// <param name="Folder">Where the files are.</param>
/// <param name="Prompts">How many prompts there are.</param>
/// <param name="Start">The policy that the job starts from, as a model is named: run:arm:iteration.</param>
/// <param name="Serve">The command that serves the run's reward to the job.</param>
/// <param name="Notes">What will be other than in a run of this tool, a sentence each.</param>
/// <param name="AnchorMoves">Whether the policy that the job starts from, to which it keeps near, is another than the run's first.</param>
public sealed record OpenRlhfExport(string Folder, int Prompts, string Start, string Serve, IReadOnlyList<string> Notes, bool AnchorMoves)
{
    internal const string PromptsFile = "prompts.jsonl", ScriptFile = "train.sh", JobFile = "job.json";

    /// <summary>Writes the files of one iteration into a new folder.</summary>
    /// <param name="run">The run's folder: the iteration's prompts are written in it, and the policy before it is trained.</param>
    /// <param name="arm">Null where the run has one arm.</param>
    /// <param name="iteration">From 1.</param>
    /// <param name="folder">It is not there yet, or empty.</param>
    /// <exception cref="SettingsException">The run has no such arm, iteration, prompts or policy, or the folder has something in it.</exception>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static async Task<OpenRlhfExport> WriteAsync(string run, string? arm, int iteration, string folder, CancellationToken cancel = default)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new SettingsException($"'{folder}' has something in it. Name a new folder with --out.");
        var prompts = new RunPrompts(run);
        prompts.RequireIteration(iteration);
        var (settings, one) = (prompts.Settings, Arm(prompts.Settings, arm));
        var questions = await prompts.TrainedOnAsync(one, iteration, cancel)
            ?? throw new SettingsException($"The prompts of {one.Name}'s iteration {iteration} " +
            $"are not there yet: let 'aop run' write them, and 'aop status {run}' say how far it is.");
        var policy = RunPolicies.NameOf(one.Name, iteration - 1);
        var start = RunPolicies.Place(run, policy);
        var format = PromptFormat.Load(ModelPlace.CheckedFolderOf($"{run}:{policy}", "the iteration's first policy"), settings.PromptFormat);

        var notes = new List<string>();
        OpenRlhfPrompt[] lines = [.. Lines(questions, format, notes)];
        var flags = OpenRlhfFlags.Of(settings.Ppo, settings.Sampling, settings.Loop.PassesPerPrompt, lines.Length, settings.PromptFormat.MaxPromptTokens,
            settings.Seed);
        notes.AddRange(OpenRlhfFlags.Lost(settings.Ppo, settings.Sampling));
        if (iteration > 1 && settings.Loop.CarryTrainerState)
            notes.Add("The job begins with fresh moments of Adam and its first KL coefficient (loop.carry_trainer_state).");
        Write(Path.GetFullPath(folder), lines, RayJob.Script(flags), RayJob.Description($"{one.Name}-{iteration}"));
        return new(Path.GetFullPath(folder), lines.Length, start, Command(run, folder, format), notes, iteration > 1);
    }

    /// <summary>Each question as its whole prompt, cut as it is here. Two questions whose prompts are the same after the cut are one.</summary>
    private static IEnumerable<OpenRlhfPrompt> Lines(IReadOnlyList<Question> questions, PromptFormat format, List<string> notes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (twice, others) = (0, 0);
        foreach (var question in questions)
        {
            var ids = format.EncodePrompt(question.Text);
            var text = format.Tokenizer.Decode(ids);
            if (!format.Tokenizer.Encode(text, addSpecialTokens: false).SequenceEqual(ids)) others++;
            if (seen.Add(text)) yield return new(text, question.Domain ?? "", question.Id, question.Text);
            else twice++;
        }
        if (twice > 0) notes.Add($"{twice} prompts are the same as another after the cut to prompt_format.max_prompt_tokens, and are left out.");
        if (others > 0) notes.Add($"{others} prompts have other tokens in the job than here: their text does not come back from the tokenizer as it was.");
    }

    // The record lies beside the folder, which is uploaded as it is.
    private static string Command(string run, string folder, PromptFormat format) =>
        $"aop serve-reward {Quoted(run)} --prompts {Quoted(Path.Combine(folder, PromptsFile))} " +
        $"--record {Quoted(Path.TrimEndingDirectorySeparator(folder) + "-quadruples.jsonl")}" +
        string.Concat(format.Endings.Ids.Select(id => $" --ending {Quoted(format.Tokenizer.Decode([id]))}"));

    private static string Quoted(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:".Contains(c, StringComparison.Ordinal)) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static ArmSettings Arm(ExperimentSettings settings, string? name)
    {
        var arms = settings.Loop.Arms;
        var known = string.Join(", ", arms.Select(a => a.Name));
        if (name is null) return arms.Count == 1 ? arms[0] : throw new SettingsException($"The run has several arms: name one with --arm ({known}).");
        return arms.FirstOrDefault(a => a.Name == name) ?? throw new SettingsException($"This run has no arm '{name}'; it has {known}.");
    }

    private static void Write(string folder, IReadOnlyList<OpenRlhfPrompt> lines, string script, object job)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Durable.WriteFolder(folder, inner =>
            {
                File.WriteAllText(Path.Combine(inner, PromptsFile), string.Concat(lines.Select(l => JsonSerializer.Serialize(l, ArtifactJson.Compact) + "\n")));
                File.WriteAllText(Path.Combine(inner, ScriptFile), script);
                ArtifactJson.Write(Path.Combine(inner, JobFile), job);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
    }
}
