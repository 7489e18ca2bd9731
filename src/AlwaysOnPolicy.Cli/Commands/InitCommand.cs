using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Starting;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop init</c>: a settings file to begin with, for PPO alone or an experiment, or a tiny model to try commands on.</summary>
internal static class InitCommand
{
    public const string Name = "init";

    public const string Description =
        "Writes a commented settings file for 'aop ppo', or with --experiment for 'aop run'; what no option says is asked. With --tiny it makes a model " +
        "to try commands on.\n\n" +
        "Examples: aop init\n          aop init --model models/smollm2 --prompts prompts.txt --reward length:30 --out ppo.yaml\n          aop init " +
        "--experiment --model runs/tiny --demonstrations demonstrations.jsonl --pairs pairs.jsonl --questions prompts.jsonl\n          aop init " +
        "--tiny runs/tiny --texts samples/own-data";

    private static bool s_told;

    public static Command Create()
    {
        var model = new Option<string?>("--model") { HelpName = "model", Description = $"The model to train: {AskedModel.Places}." };
        var prompts = new Option<string?>("--prompts")
        {
            HelpName = "file[:format]",
            Description = "The prompts: .txt has one a line, .csv, .tsv, .parquet " +
            "and JSONL a column 'question'."
        };
        var reward = new Option<string?>("--reward")
        {
            HelpName = "reward",
            Description = "length:N, regex:PATTERN, http(s)://… of a scorer, or a reward " +
            "model's folder or owner/name."
        };
        var file = new Option<string?>("--out") { HelpName = "file", Description = "The settings file to write; ppo.yaml or experiment.yaml unless given." };
        var experiment = new InitExperiment();
        var tiny = new Option<string?>("--tiny")
        {
            HelpName = "folder",
            Description = "Makes an untrained model of some 200 thousand parameters there " +
            "instead, with a vocabulary learnt from --texts, to try every command in seconds."
        };
        var texts = new Option<string[]>("--texts")
        {
            HelpName = "file or folder",
            Description = "Of --tiny: .txt, .jsonl, .csv, .tsv or .parquet; every " +
            "text in them is taken.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true
        };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the tiny model's weights.", DefaultValueFactory = _ => 1 };
        var command = new Command(Name, Description)
            { model, prompts, reward, file };
        experiment.AddTo(command);
        foreach (var option in new Option[] { tiny, texts, seed }) command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(tiny) is { } folder) return Tiny(folder, parsed.GetValue(texts)!, BenchArguments.Seed(parsed.GetValue(seed)));
            if (experiment.IsWanted(parsed))
                return await experiment.RunAsync(parsed, parsed.GetValue(model), parsed.GetValue(reward), parsed.GetValue(file) ?? "experiment.yaml", Asked);
            string[] given =
            [
                .. PpoArguments.Overrides(
                    Needed(parsed.GetValue(model), "Model to train (folder or owner/name)", "--model"),
                    Needed(parsed.GetValue(reward), "Reward (length:N, regex:PATTERN, http://…, or a reward model's folder)", "--reward"),
                    Needed(parsed.GetValue(prompts), "File of prompts", "--prompts"), null, null, null),
                .. PpoArguments.Columns(experiment.Columns(parsed)),
            ];
            var names = PpoArguments.Names(given);
            return await names.SayAsync(() =>
            {
                var target = parsed.GetValue(file) ?? "ppo.yaml";
                var code = FindingsLines.Print(PpoStart.Write(SettingsFile.Parse<PpoSettings>("", "the command line", Environment.CurrentDirectory, given),
                    target), names);
                System.Console.WriteLine($"Written: {Path.GetFullPath(target)}\nNext: aop ppo --config {target}");
                return Task.FromResult(code);
            });
        });
        return command;
    }

    private static int Tiny(string folder, string[] texts, ulong seed)
    {
        if (texts.Length == 0) throw new SettingsException("--tiny learns its vocabulary from texts: name files or a folder with --texts.");
        var (count, tokens) = TinyModel.Write(folder, texts, seed);
        System.Console.WriteLine($"An untrained model with {tokens} tokens, learnt from {count} texts: {Path.GetFullPath(folder)}");
        System.Console.WriteLine($"Fine-tune it: aop sft --model {folder} --data demonstrations.jsonl --rate 2e-3");
        return 0;
    }

    /// <summary>What the option says, else what the user answers; null where that is nothing, or the input has ended.</summary>
    private static string? Asked(string? given, string question)
    {
        if (given is not null) return given;
        if (System.Console.IsInputRedirected && !s_told)
        {
            s_told = true;
            System.Console.Error.WriteLine("note: There is no terminal to answer in: answers are read from the input, a line each. These options answer " +
                "beforehand: --model, --prompts and --reward; with --experiment --model, --demonstrations, --pairs and --questions.");
        }
        System.Console.Write($"{question}: ");
        return System.Console.ReadLine()?.Trim() is { Length: > 0 } answer ? answer : null;
    }

    /// <exception cref="SettingsException">There is no answer.</exception>
    private static string Needed(string? given, string question, string option) => Asked(given, question)
        ?? throw new SettingsException($"'aop init' needs {option}: give it, or answer the question.");
}
