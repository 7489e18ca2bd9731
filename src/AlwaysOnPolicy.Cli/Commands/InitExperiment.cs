using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options of <c>aop init --experiment</c>, and what becomes of them.</summary>
internal sealed class InitExperiment
{
    private static readonly OptionNames s_names = new(
    [
        .. new[] { "id", "domain", "question", "answer", "chosen", "rejected", "margin" }.SelectMany(
            c => new[] { "probe", "demonstrations", "preferences" }.Select(set => ($"files.{set}.data.columns.{c}: NAME", $"--columns {c}=NAME"))),
        ("files.probe.data.path", "--questions"), ("files.demonstrations.data.path", "--demonstrations"), ("files.preferences.data.path", "--pairs"),
        ("files.base_model", "--model"), ("files.encoder", "--encoder"), ("reward.model", "--reward"),
    ]);

    private readonly Option<bool> _wanted = new("--experiment") { Description = "Writes an experiment file for 'aop run' instead, sized by the data." };
    private readonly Option<string?> _demonstrations = File("--demonstrations", "Questions with the answers to learn.");
    private readonly Option<string?> _pairs = File("--pairs", "Pairs of answers of which people preferred one: for the reward model and the test questions.");
    private readonly Option<string?> _questions = File("--questions", "Questions to probe the policy with, best with a column 'domain'; domains are looked " +
        "for where there is none.");
    private readonly Option<string[]> _pool = new("--pool")
    {
        HelpName = "file[:format]",
        Description = "Of --experiment: questions that prompts are chosen from; unless given those of the demonstrations, and what the probe leaves.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true
    };
    private readonly Option<string> _encoder = new("--encoder")
    {
        HelpName = "folder",
        Description = "Of --experiment: a sentence-transformers folder or owner/name; built-in/words needs none.",
        DefaultValueFactory = _ => SentenceEncoders.Words
    };
    private readonly Option<string[]> _columns = ColumnsOption.Create("a data file");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _wanted, _demonstrations, _pairs, _questions, _pool, _encoder, _columns }) command.Options.Add(option);
    }

    /// <summary>As the option says them.</summary>
    public IReadOnlyList<string> Columns(ParseResult parsed) => parsed.GetValue(_columns)!;

    public bool IsWanted(ParseResult parsed) => parsed.GetValue(_wanted);

    /// <param name="ask">Gives what an option said, or asks; null at the end of the input.</param>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(ParseResult parsed, string? model, string? reward, string file, Func<string?, string, string?> ask) => s_names.SayAsync(() =>
    {
        var columns = ColumnsOption.Read(parsed.GetValue(_columns)!);
        var asked = false;
        string Need(string? given, string question, string option)
        {
            asked |= given is null;
            return ask(given, question) ?? throw new SettingsException($"An experiment needs {option}: give it, or answer the question.");
        }
        (DataSource, string) Data(string text, string option, DataUse use) => (DataFileName.Read(text, option, use), option);
        (DataSource, string) Asked(Option<string?> option, string question, DataUse use) =>
            Data(Need(parsed.GetValue(option), question, option.Name), option.Name, use);

        var place = Need(model, "Model to align (folder or owner/name)", "--model");
        string[] files =
        [
            .. SharedColumns.Of(columns,
            [
                Asked(_demonstrations, "File of demonstrations", DataUse.Demonstrations), Asked(_pairs, "File of preference pairs", DataUse.Pairs),
                Asked(_questions, "File of questions to probe with", DataUse.Questions),
                .. parsed.GetValue(_pool)!.Select(f => Data(f, "--pool", DataUse.Questions)),
            ]).Select(Source),
        ];
        List<string> overrides =
        [
            $"files.base_model={YamlText.Quote(place)}", $"files.encoder={YamlText.Quote(parsed.GetValue(_encoder)!)}",
            $"files.demonstrations.data={files[0]}", $"files.preferences.data={files[1]}", $"files.probe.data={files[2]}",
            $"files.pool=[{string.Join(", ", files[3..])}]",
        ];
        // Who gave all that is needed as options is asked nothing.
        if ((asked ? ask(reward, "Reward model (folder or owner/name; empty trains one)") : reward) is { } given)
            overrides.Add($"reward.model={YamlText.Quote(given)}");
        var settings = SettingsFile.Parse<ExperimentSettings>("", "the command line", Environment.CurrentDirectory, overrides);
        var code = FindingsLines.Print(ExperimentStart.Write(settings, file), s_names);
        System.Console.WriteLine($"Written: {Path.GetFullPath(file)}\nNext: aop run {file} --dry-run");
        return Task.FromResult(code);
    });

    /// <summary>As YAML.</summary>
    private static string Source(DataSource source)
    {
        var c = source.Columns;
        (string Name, string Column)[] columns = [("id", c.Id), ("domain", c.Domain), ("question", c.Question), ("answer", c.Answer), ("chosen", c.Chosen),
            ("rejected", c.Rejected), ("margin", c.Margin)];
        return $"{{ path: {YamlText.Quote(source.Path)}, format: {DataFileName.Word(source.Format)}, " +
            $"columns: {{ {string.Join(", ", columns.Select(n => $"{n.Name}: {YamlText.Quote(n.Column)}"))} }} }}";
    }

    private static Option<string?> File(string name, string description) =>
        new(name) { HelpName = "file[:format]", Description = $"Of --experiment: {description}" };
}
