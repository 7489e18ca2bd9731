using System.CommandLine;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Web.Annotation;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options that say which answers people compare, and how many.</summary>
internal sealed class AnnotationOptions
{
    public static OptionNames Names { get; } = new(("AnnotationSettings.Items", "--items"), ("AnnotationSettings.AttentionChecks", "--attention-checks"),
        ("AnnotationSettings.Repeats", "--repeats"), ("ServerOptions.Port", "--port"));

    private readonly Argument<string?> _place = new("run")
    {
        Description = "The run whose policies are compared, or the folder of an evaluation that was begun before.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _pair = new("--pair") { HelpName = "a,b", Description = "Two policies of the run, each as arm:iteration: aop:2,sop:2." };
    private readonly Option<string?> _a = new("--a") { HelpName = "file", Description = "Answers as 'aop answer' writes them, in the place of a run's." };
    private readonly Option<string?> _b = new("--b") { HelpName = "file", Description = "The other answers, to the same questions." };
    private readonly Option<string?> _folder = new("--out")
    {
        HelpName = "folder",
        Description = "Where the evaluation is kept; <run>/annotation/<pair>, of files runs/annotation, unless given.",
    };

    private readonly Option<int> _items = new("--items") { HelpName = "number", Description = "Questions, drawn by lot.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _checks = new("--attention-checks") { HelpName = "number", Description = "Items whose text says which response to choose." };
    private readonly Option<int> _repeats = new("--repeats") { HelpName = "number", Description = "Items that a rater is shown twice." };
    private readonly Option<ulong> _seed = new("--seed") { HelpName = "number", Description = "Of the draw and of every order.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _instructions = new("--instructions")
    {
        HelpName = "file",
        Description = "A text that tells raters what to do, in the place of the paper's task.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_place);
        foreach (var option in new Option[] { _pair, _a, _b, _folder, _items, _checks, _repeats, _seed, _instructions }) command.Options.Add(option);
    }

    /// <summary>The evaluation, begun now if it is not there.</summary>
    /// <param name="raters">Null leaves those that are there.</param>
    public Task<AnnotationStore> OpenAsync(ParseResult parsed, int? raters, CancellationToken cancel)
    {
        var (place, pair, a, b) = (parsed.GetValue(_place), parsed.GetValue(_pair), parsed.GetValue(_a), parsed.GetValue(_b));
        if (pair is null && a is null && b is null)
        {
            if (place is null) throw new SettingsException("Name a run with --pair arm:iteration,arm:iteration, or two files with --a and --b.");
            var store = AnnotationStore.Open(Only(place));
            AnnotationStudy.AddRaters(store, raters ?? 0);
            return Task.FromResult(store);
        }
        if (pair is not null && (place is null || a is not null || b is not null))
            throw new SettingsException("--pair goes with a run, and not with --a and --b: aop annotate serve <run> --pair aop:2,sop:2.");
        var source = pair is not null ? AnnotationSource.OfRun(place!, pair)
            : AnnotationSource.OfFiles(a ?? throw Alone("--b"), b ?? throw Alone("--a"));
        var settings = new AnnotationSettings
        {
            A = source.A,
            B = source.B,
            Items = parsed.GetValue(_items),
            AttentionChecks = parsed.GetValue(_checks),
            Repeats = parsed.GetValue(_repeats),
            Seed = parsed.GetValue(_seed),
            Instructions = parsed.GetValue(_instructions) is { } file ? Text(file) : null,
        };
        return AnnotationStudy.OpenAsync(parsed.GetValue(_folder) ?? source.Folder, settings, raters ?? 0, source, cancel);
    }

    /// <summary>The only evaluation that a folder holds.</summary>
    /// <exception cref="SettingsException">It holds none or several.</exception>
    public static string Only(string place) => HumanEvaluation.FoldersIn(place) is [var only] ? only
        : throw new SettingsException($"'{place}' holds several human evaluations: name the folder of one.");

    private static SettingsException Alone(string option) => new($"{option} is given alone: name both files, --a and --b.");

    private static string Text(string file) => File.Exists(file) ? File.ReadAllText(file).Trim()
        : throw new SettingsException($"'{file}', to which --instructions points, is no file. Correct the path.");
}
