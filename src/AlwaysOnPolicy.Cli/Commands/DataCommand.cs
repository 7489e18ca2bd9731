using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop data check</c>: rows, lengths, repetitions and overlaps of an experiment's data, or of one file.</summary>
internal static class DataCommand
{
    public const string Name = "data";

    public const string Description = "Looks at data, and fetches published sets.";

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var experiment = new Argument<string?>("file")
        {
            Description = "An experiment file (.yaml), whose data is checked, or a data file, as with --file.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var file = new Option<string?>("--file")
        {
            HelpName = "file[:format]",
            Description = "One data file instead; '*' in it stands for any text. Its " +
            "format is behind the colon, or follows from the name: .csv, .tsv, .parquet, .txt (questions, one a line), else jsonl."
        };
        var format = new Option<string?>("--format")
        {
            HelpName = "format",
            Description = "The format of --file where its name does not say it: " +
            $"{string.Join(", ", Enum.GetValues<DataFormat>().Select(DataFileName.Word))}."
        };
        var use = OneOf<DataUse>("--as", "What the rows of --file are read as.");
        var columns = ColumnsOption.Create("--file");
        var set = new Option<string[]>("--set") { Description = "Overrides a setting of the experiment.", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var check = new Command("check",
            "Shows rows, lengths, repetitions and overlaps between the splits.\n\nExamples: aop data check samples/smollm2.yaml\n          aop data check " +
            "--file pairs.csv --as pairs --columns question=prompt,chosen=better,rejected=worse")
            { experiment, file, format, use, columns, set, json };
        check.SetAction(parsed =>
        {
            ExperimentSettings? settings = null;
            var named = parsed.GetValue(experiment);
            var isData = named is not null && parsed.GetValue(file) is null && !SettingsFile.IsNamed(named);
            var result = (isData ? null : named, isData ? named : parsed.GetValue(file)) switch
            {
                ({ } path, null) => DataCheckRun.Of(settings = SettingsFile.Load<ExperimentSettings>(path, parsed.GetValue(set))),
                (null, { } path) => FileCheck(parsed.GetValue(format) is { } word ? $"{path}:{word}" : path, Value<DataUse>(parsed.GetValue(use)!),
                    ColumnsOption.Read(parsed.GetValue(columns)!)),
                _ => throw new SettingsException("Name an experiment file, or one data file with --file; not both."),
            };
            if (parsed.GetValue(json)) System.Console.WriteLine(JsonSerializer.Serialize(result, s_json));
            else Print(result);
            return settings is null || parsed.GetValue(json) ? 0 : FindingsLines.Print(ExperimentPreflight.Look(settings, Environment.CurrentDirectory));
        });
        return new Command(Name, Description) { check, DataFetchCommand.Create() };
    }

    private static DataCheck FileCheck(string file, DataUse use, DataColumns columns) =>
        DataCheckRun.Of(DataFileName.Read(file, "--file", use) with { Columns = columns }, use);

    /// <summary>An option that takes the names which experiment files use, the first one unless given.</summary>
    private static Option<string> OneOf<T>(string name, string description)
        where T : struct, Enum
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => WordOf(default(T)) };
        WordOption.Accept(option, [.. Enum.GetValues<T>().Select(WordOf)]);
        return option;
    }

    private static T Value<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().First(v => WordOf(v) == name);

    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void Print(DataCheck check)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("set").NoWrap().PadLeft(0));
        foreach (var name in (string[])["rows", "domains", "repeated", "question", "answer", "longer won"])
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap().PadLeft(0));
        foreach (var set in check.Sets)
            table.AddRow(new Text(Path.GetFileName(set.Name)), Number(set.Rows), Number(set.Domains), Number(set.Repeated), Lengths(set.Question),
                Lengths(set.Answer),
                new Text(set.LongerChosen?.ToString("P0", CultureInfo.InvariantCulture) ?? ""));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("[grey]Lengths in characters: median / longest. Repeated: rows whose question an earlier row has.[/]");
        foreach (var overlap in check.Overlaps)
        {
            var text = $"{overlap.Rows} rows of {overlap.B} ask what {overlap.A} asks, such as {string.Join(", ", overlap.Examples)}";
            if (overlap.Fatal) AnsiConsole.MarkupLineInterpolated($"[red]overlap, refused by a run:[/] {text}");
            else AnsiConsole.MarkupLineInterpolated($"[yellow]overlap, harmless:[/] {text}");
        }
        if (check.Overlaps.Count == 0 && check.Sets.Count > 1) AnsiConsole.MarkupLine("[green]No question is in two sets.[/]");
        foreach (var warning in check.Warnings) AnsiConsole.MarkupLineInterpolated($"[yellow]note:[/] {warning}");
        foreach (var note in check.Notes) AnsiConsole.MarkupLineInterpolated($"[grey]{note}[/]");
    }

    private static Text Number(int value) => new(value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture));

    private static Text Lengths(TextLengths? lengths) => new(lengths is null ? "" : $"{lengths.Median} / {lengths.Longest}");
}
