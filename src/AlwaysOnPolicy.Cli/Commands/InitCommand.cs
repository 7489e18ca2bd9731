using System.CommandLine;
using AlwaysOnPolicy.Experiments.Starting;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop init</c>: a settings file to begin with, or a tiny model to try commands on.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var tiny = new Option<string?>("--tiny") { HelpName = "folder", Description = "Makes an untrained model of some 200 thousand parameters there, with a vocabulary learnt from --texts, to try every command in seconds." };
        var texts = new Option<string[]>("--texts") { HelpName = "file or folder", Description = "Of --tiny: .txt, .jsonl, .csv, .tsv or .parquet; every text in them is taken.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { HelpName = "number", Description = "Of the tiny model's weights.", DefaultValueFactory = _ => 1 };
        var command = new Command("init",
            "Makes a tiny model to try every command on.\n\nExample: aop init --tiny runs/tiny --texts samples/own-data")
            { tiny, texts, seed };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(tiny) is { } folder)
            {
                var places = parsed.GetValue(texts)!;
                if (places.Length == 0) throw new SettingsException("--tiny learns its vocabulary from texts: name files or a folder with --texts.");
                var (count, tokens) = TinyModel.Write(folder, places, BenchArguments.Seed(parsed.GetValue(seed)));
                System.Console.WriteLine($"An untrained model with {tokens} tokens, learnt from {count} texts: {Path.GetFullPath(folder)}");
                System.Console.WriteLine($"Fine-tune it: aop sft --model {folder} --data demonstrations.jsonl --rate 2e-3");
            }
            return 0;
        });
        return command;
    }
}
