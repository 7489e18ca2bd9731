using System.CommandLine;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options of <c>aop judge</c>, and the settings that they stand for.</summary>
internal sealed class JudgeArguments
{
    private const string AnswerFile = "[name=]file[:format]";

    private static readonly string[] s_forms = [.. Enum.GetValues<ChatProvider>().Select(p => $"{SettingsKey.WordOf(p)}:MODEL"), "reward:MODEL",
        "annotations:FILE",
        "gold"];

    private readonly Option<string?> _a = new("--a")
    {
        HelpName = AnswerFile,
        Description = $"The answers that are measured: {string.Join(", ", DataSets.FormatsOf(DataUse.Answers).Select(DataFileName.Word))}, by the file's " +
            $"ending " +
            "unless given; what 'aop answer' writes is jsonl."
    };
    private readonly Option<string?> _b = new("--b") { HelpName = AnswerFile, Description = "The answers that they are measured against." };
    private readonly Option<string?> _prompts = new("--prompts")
    {
        HelpName = "file[:format]",
        Description = "The questions, where the answers' files have only their ids, or where only some of them shall be judged."
    };
    private readonly Option<string[]> _columns = ColumnsOption.Create("each file");
    private readonly Option<string[]> _judges = new("--judge")
    {
        HelpName = "[name=]judge",
        Description = $"Who compares; several judge each for itself: {string.Join(", ", s_forms)}. A reward model or local one is a folder or " +
            $"owner/name, an annotation " +
            $"file " +
            "AlpacaEval's; gold knows the miniature world's questions alone.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _endpoint = new("--endpoint") { HelpName = "url", Description = "Address of the language models of --judge." };
    private readonly Option<string?> _orders = new("--orders")
    {
        HelpName = "word",
        Description = "both asks a language model twice, once with either answer first; single once, as the paper does. Both unless given."
    };
    private readonly Option<bool> _reasoning = new("--reasoning") { Description = "Lets a language model reason before its letter." };
    private readonly Option<int?> _seed = new("--seed") { HelpName = "number", Description = "All randomness derives from it; 1 unless given." };

    public JudgeArguments() => WordOption.Accept(_orders, "both", "single");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _a, _b, _prompts, _columns, _judges, _endpoint, _orders, _reasoning, _seed }) command.Options.Add(option);
    }

    /// <returns>"key=value" for each option that was given, and the words for messages on them.</returns>
    /// <exception cref="SettingsException">An option cannot be read.</exception>
    public (IReadOnlyList<string> Overrides, OptionNames Names) Read(ParseResult parsed)
    {
        var (overrides, names) = (new List<string>(), new List<(string Setting, string Option)>());
        var columns = ColumnsOption.Read(parsed.GetValue(_columns)!);
        foreach (var (option, setting) in new[] { (_a, "a"), (_b, "b") })
        {
            if (parsed.GetValue(option) is not { } text) continue;
            overrides.AddRange(AnswersOption.Overrides(text, option.Name, setting, columns));
            names.AddRange([.. AnswersOption.Names(setting, option.Name), ($"{setting}.name", $"{option.Name} NAME=FILE")]);
        }
        if (parsed.GetValue(_prompts) is { } prompts)
        {
            overrides.AddRange(AnswersOption.DataOverrides(DataFileName.Read(prompts, _prompts.Name, DataUse.Questions), "prompts", columns));
            names.AddRange([("prompts.path", "--prompts"), ("'prompts'", "--prompts")]);
        }
        if (parsed.GetValue(_judges) is { Length: > 0 } judges)
            overrides.Add($"judges=[{string.Join(", ", judges.Select(j => Judge(j, parsed)))}]");
        if (parsed.GetValue(_seed) is { } seed) overrides.Add($"seed={seed}");
        return (overrides, new OptionNames(names));
    }

    private string Judge(string text, ParseResult parsed)
    {
        var (name, judge) = AnswersOption.Named(text);
        var (kind, rest) = judge.Split(':', 2) is [var before, var after] ? (before.Replace('-', '_'), after) : (judge, "");
        var settings = kind switch
        {
            "gold" when rest.Length == 0 => "kind: gold",
            "reward" when rest.Length > 0 => $"kind: reward, model: {YamlText.Quote(rest)}",
            "local" when rest.Length > 0 => $"kind: local, local: {{ model: {YamlText.Quote(rest)} }}{Asked(parsed)}",
            "annotations" when rest.Length > 0 => $"kind: annotations, annotations: {YamlText.Quote(rest)}",
            _ when rest.Length > 0 && Enum.GetValues<ChatProvider>().Select(p => SettingsKey.WordOf(p)).FirstOrDefault(w => w == kind) is { } provider =>
                $"kind: chat, chat: {{ provider: {provider}, model: {YamlText.Quote(rest)}" +
                $"{(parsed.GetValue(_endpoint) is { } endpoint ? $", endpoint: {YamlText.Quote(endpoint)}" : "")} }}" +
                Asked(parsed),
            _ => throw new SettingsException($"--judge has '{text}'; a judge is one of: {string.Join(", ", s_forms)}." +
                (NearestName.Find(kind, [.. s_forms.Select(f => f.Split(':')[0])]) is { } near && near != kind ? $" Did you mean '{near}:{rest}'?" : "")),
        };
        return $"{{ {(name is null ? "" : $"name: {YamlText.Quote(name)}, ")}{settings} }}";
    }

    /// <summary>What holds for language models.</summary>
    private string Asked(ParseResult parsed) =>
        $"{(parsed.GetValue(_orders) is { } orders ? $", orders: {orders}" : "")}{(parsed.GetValue(_reasoning) ? ", reasoning: true" : "")}";
}
