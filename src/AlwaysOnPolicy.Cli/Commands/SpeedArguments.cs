using System.CommandLine;
using System.Globalization;
using AlwaysOnPolicy.Learning.Measuring;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>The options of every <c>aop bench</c>, and how they are read.</summary>
internal sealed class SpeedArguments
{
    public const string NoPadding = "none";

    private static readonly SpeedOptions s_defaults = new();

    private readonly Option<string> _model = new("--model")
    {
        HelpName = "name",
        Description = $"{string.Join(", ", SpeedModel.Names)}: GPT-2 of that size with random weights; or a model folder, or the owner/name of a model that " +
            "was fetched. Write ./gpt2 for a folder of such a name.",
        DefaultValueFactory = _ => s_defaults.Model
    };
    private readonly Option<string?> _dtype = DtypeOption.Create();
    private readonly Option<int?> _threads = new("--threads") { HelpName = "number", Description = "Of a torch operation; as torch chooses unless given." };
    private readonly Option<int> _steps = new("--steps")
    {
        HelpName = "number",
        Description = "How often it is measured, after once that does not count.",
        DefaultValueFactory = _ => s_defaults.Steps
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one line of JSON and nothing else." };

    public void AddTo(Command command, params Option[] more)
    {
        foreach (var option in (Option[])[_model, _dtype, .. more, _threads, _steps, _json]) command.Options.Add(option);
    }

    /// <exception cref="SettingsException">A number is out of range.</exception>
    /// <exception cref="CheckpointException">There is no such model.</exception>
    public SpeedOptions Read(ParseResult parsed) => s_defaults with
    {
        Model = Model(parsed.GetValue(_model)!),
        Dtype = DtypeOption.Read(parsed.GetValue(_dtype)),
        Threads = parsed.GetValue(_threads) is { } threads ? AtLeastOne("--threads", threads) : 0,
        Steps = AtLeastOne("--steps", parsed.GetValue(_steps)),
    };

    /// <summary>Null where none is named.</summary>
    public ComputeType? Dtype(ParseResult parsed) => parsed.GetValue(_dtype) is { } word ? DtypeOption.Read(word) : null;

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>0 for none.</summary>
    /// <exception cref="SettingsException">It is neither "none" nor a number above 0.</exception>
    public static int Padding(string text) => text == NoPadding ? 0 : Number(text) is { } tokens ? tokens
        : throw new SettingsException($"--padding is '{text}': give a number of tokens, 1 or more, or {NoPadding}.");

    /// <summary>"16..128", or "64" for 64 in every row.</summary>
    /// <exception cref="SettingsException">It is neither, or the second number is less than the first.</exception>
    public static (int Shortest, int Longest) Range(string text) => text.Split("..") switch
    {
        [var one] when Number(one) is { } n => (n, n),
        [var first, var last] when Number(first) is { } a && Number(last) is { } b && a <= b => (a, b),
        _ => throw new SettingsException($"--query-len is '{text}': give a number of tokens, 1 or more, or a range such as 16..128."),
    };

    private static string Model(string text)
    {
        if (SpeedModel.Names.Contains(text)) return text;
        if (!Directory.Exists(text) && !text.Contains('/'))
            throw new SettingsException($"--model is '{text}', which is no folder: give one, the owner/name of a model that was fetched, or one of " +
                $"{string.Join(", ", SpeedModel.Names)}.");
        return HubCache.Find(Environment.GetEnvironmentVariable).Resolve(text);
    }

    private static int AtLeastOne(string option, int value) =>
        value >= 1 ? value : throw new SettingsException($"{option} is {value}; it must be 1 or more.");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
