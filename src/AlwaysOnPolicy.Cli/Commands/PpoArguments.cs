using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Turns the options of <c>aop ppo</c> into the settings that they stand for.</summary>
internal static class PpoArguments
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string SavedTypeSetting = "saved_type";
    private static readonly string[] s_columns = ["id", "domain", "question"];
    private static readonly string[] s_rewards = ["model", "scorer", "regex", "length"];

    /// <summary>Names of the formats, as settings files have them.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. Enum.GetNames<DataFormat>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <returns>"key=value" for each option that was given.</returns>
    /// <exception cref="SettingsException">An option cannot be read, or two contradict each other.</exception>
    public static IReadOnlyList<string> Overrides(string? model, string? reward, string? prompts, int? steps, int? passes, int? seed, string? savedType = null)
    {
        if (steps is not null && passes is not null) throw new SettingsException("--steps and --passes both say how long to train: give one of them.");
        List<string> overrides = [];
        if (model is not null) overrides.Add($"model={Quoted(model)}");
        if (reward is not null) overrides.AddRange(Reward(reward));
        if (prompts is not null) overrides.AddRange(Prompts(prompts));
        if (steps is not null) overrides.Add($"steps={steps}");
        if (passes is not null) overrides.AddRange([$"passes={passes}", "steps=null"]);
        if (seed is not null) overrides.Add($"seed={seed}");
        if (savedType is not null) overrides.Add($"{SavedTypeSetting}={savedType}");
        return overrides;
    }

    /// <summary>What messages call the settings that options stand for.</summary>
    /// <param name="overrides">As <see cref="Overrides"/> gives them: an option that was not given has no part in them, and its setting keeps its name.</param>
    public static OptionNames Names(IReadOnlyList<string> overrides)
    {
        string[] given = [.. overrides.Select(o => o.Split('=', 2)).Where(o => o[1] != "null").Select(o => o[0])];
        var columns = given.Any(g => g.StartsWith("prompts.", StringComparison.Ordinal)) ? s_columns : [];
        return new([.. columns.Select(c => ($"prompts.columns.{c}: NAME", $"--set prompts.columns.{c}=NAME")), .. given.Select(g => (g, $"--{g.Split('.')[0].Replace('_', '-')}"))]);
    }

    /// <summary>The reward that is named, and the others taken away.</summary>
    private static IEnumerable<string> Reward(string text)
    {
        var (kind, settings) = text switch
        {
            _ when Rest(text, "regex:") is { } pattern => ("regex", [$"reward.regex.pattern={Quoted(pattern)}"]),
            _ when Rest(text, "length:") is { } length => ("length", Length(text, length.Split(':'))),
            _ when Rest(text, "http:") is not null || Rest(text, "https:") is not null => ("scorer", [$"reward.scorer.url={Quoted(text)}"]),
            _ => ("model", new[] { $"reward.model={Quoted(text)}" }),
        };
        return [.. s_rewards.Where(r => r != kind).Select(r => $"reward.{r}=null"), .. settings];
    }

    private static string[] Length(string text, string[] parts) =>
        parts.Length <= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var target) && target > 0 && (parts.Length == 1 || parts[1] is "words" or "tokens")
            ? [$"reward.length.target={target}", .. parts.Skip(1).Select(unit => $"reward.length.unit={unit}")]
            : throw new SettingsException($"--reward has '{text}': write length:N or length:N:tokens, N a whole number above 0.");

    /// <summary>"file" or "file:format"; a colon before anything but a format's name belongs to the path.</summary>
    private static string[] Prompts(string text)
    {
        var colon = text.LastIndexOf(':');
        var (path, format) = colon > 0 && Formats.Contains(text[(colon + 1)..]) ? (text[..colon], text[(colon + 1)..]) : (text, ByEnding(text));
        return [$"prompts.path={Quoted(path)}", $"prompts.format={format}"];
    }

    private static string ByEnding(string path) => DataSource.Ending(path) switch
    {
        ".txt" => "text",
        ".csv" or ".tsv" => "csv",
        ".parquet" => "parquet",
        _ => "jsonl",
    };

    private static string? Rest(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;

    /// <summary>As a quoted scalar of YAML, so that nothing in it is taken for YAML.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_json);
}
