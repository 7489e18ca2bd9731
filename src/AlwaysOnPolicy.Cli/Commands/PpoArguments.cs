using System.Globalization;
using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Turns the options of <c>aop ppo</c> into the settings that they stand for.</summary>
internal static class PpoArguments
{
    private const string SavedTypeSetting = "saved_type", HeldOutSetting = "samples.held_out", HeldOutOption = "--held-out", DtypeSetting = "compute.dtype";
    private static readonly string[] s_columns = ["id", "domain", "question"];
    private static readonly string[] s_forms = ["length:N", "length:N:tokens", "regex:PATTERN", "http://…", "https://…"];
    private static readonly string[] s_rewards = ["model", "scorer", "regex", "length"];

    /// <returns>"key=value" for each option that was given.</returns>
    /// <exception cref="SettingsException">An option cannot be read, or two contradict each other.</exception>
    public static IReadOnlyList<string> Overrides(string? model, string? reward, string? prompts, int? steps, int? passes, int? seed, string? savedType = null,
        int? heldOut = null, string? dtype = null)
    {
        if (steps is not null && passes is not null) throw new SettingsException("--steps and --passes both say how long to train: give one of them.");
        List<string> overrides = [];
        if (model is not null) overrides.Add($"model={YamlText.Quote(model)}");
        if (reward is not null) overrides.AddRange(Reward(reward));
        if (prompts is not null) overrides.AddRange(Prompts(prompts));
        if (steps is not null) overrides.Add($"steps={steps}");
        if (passes is not null) overrides.AddRange([$"passes={passes}", "steps=null"]);
        if (seed is not null) overrides.Add($"seed={seed}");
        if (heldOut is not null) overrides.Add($"{HeldOutSetting}={heldOut}");
        if (dtype is not null) overrides.Add($"{DtypeSetting}={dtype}");
        if (savedType is not null) overrides.Add($"{SavedTypeSetting}={savedType}");
        return overrides;
    }

    /// <returns>"key=value" for each column of the prompts' file that has a name of the user's own.</returns>
    /// <exception cref="SettingsException">A part is not of the form name=column.</exception>
    public static IEnumerable<string> Columns(IReadOnlyList<string> texts)
    {
        var (own, usual) = (ColumnsOption.Read(texts), new DataColumns());
        return new[] { ("id", own.Id, usual.Id), ("domain", own.Domain, usual.Domain), ("question", own.Question, usual.Question) }
            .Where(c => c.Item2 != c.Item3).Select(c => $"prompts.columns.{c.Item1}={YamlText.Quote(c.Item2)}");
    }

    /// <summary>What messages call the settings that options stand for.</summary>
    /// <param name="overrides">As <see cref="Overrides"/> gives them: an option that was not given has no part in them, and its setting keeps its name.</param>
    public static OptionNames Names(IReadOnlyList<string> overrides)
    {
        string[] given = [.. overrides.Select(o => o.Split('=', 2)).Where(o => o[1] != "null").Select(o => o[0])];
        var prompts = given.Any(g => g.StartsWith("prompts.", StringComparison.Ordinal));   // then no file says how many of them are held out
        return new([.. (prompts ? s_columns : []).Select(c => ($"prompts.columns.{c}: NAME", $"--columns {c}=NAME")),
            .. given.Contains(DtypeSetting) ? [(DtypeSetting, "--dtype")] : Array.Empty<(string, string)>(),
            .. prompts || given.Contains(HeldOutSetting) ? [(HeldOutSetting, HeldOutOption)] : Array.Empty<(string, string)>(),
            .. given.Where(g => g is not (HeldOutSetting or DtypeSetting) && !g.StartsWith("prompts.columns.", StringComparison.Ordinal))
                .Select(g => (g, $"--{g.Split('.')[0].Replace('_', '-')}"))]);
    }

    /// <summary>The reward that is named, and the others taken away.</summary>
    private static IEnumerable<string> Reward(string text)
    {
        var (kind, settings) = text switch
        {
            _ when Rest(text, "regex:") is { } pattern => ("regex", [$"reward.regex.pattern={YamlText.Quote(pattern)}"]),
            _ when Rest(text, "length:") is { } length => ("length", Length(text, length.Split(':'))),
            _ when Rest(text, "http:") is not null || Rest(text, "https:") is not null => ("scorer", [$"reward.scorer.url={YamlText.Quote(text)}"]),
            _ when Form(text) is { } form => throw new SettingsException(
                $"--reward has '{text}', and '{form}' is no form of reward; these are: {string.Join(", ", s_forms)}, or a reward model's folder or " +
                "owner/name." +
                (NearestName.Find(form, [.. s_forms.Select(f => f.Split(':')[0])]) is { } near ? $" Did you mean '{near}:{text[(form.Length + 1)..]}'?" : "")),
            _ => ("model", new[] { $"reward.model={YamlText.Quote(text)}" }),
        };
        return [.. s_rewards.Where(r => r != kind).Select(r => $"reward.{r}=null"), .. settings];
    }

    /// <summary>The word before the first colon of what can be neither a folder that is there nor a run's policy, nor begins with a drive's letter; null of all
    /// else.</summary>
    private static string? Form(string text) => text.IndexOf(':') is > 1 and var colon && text[..colon].All(char.IsAsciiLetter) && !Path.Exists(text)
        && !Directory.Exists(text[..colon]) ? text[..colon] : null;

    private static string[] Length(string text, string[] parts) =>
        parts.Length <= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var target) && target > 0
            && (parts.Length == 1 || parts[1] is "words" or "tokens")
            ? [$"reward.length.target={target}", .. parts.Skip(1).Select(unit => $"reward.length.unit={unit}")]
            : throw new SettingsException($"--reward has '{text}': write length:N or length:N:tokens, N a whole number above 0.");

    private static string[] Prompts(string text)
    {
        var source = DataFileName.Read(text, "--prompts", DataUse.Questions);
        return [$"prompts.path={YamlText.Quote(source.Path)}", $"prompts.format={DataFileName.Word(source.Format)}"];
    }

    private static string? Rest(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
}
