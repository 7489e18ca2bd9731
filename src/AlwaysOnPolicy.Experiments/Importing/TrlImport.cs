using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.Starting;

namespace AlwaysOnPolicy.Experiments.Importing;

/// <summary>Turns TRL's PPO settings into a file for <c>aop ppo</c>, or for <c>aop run</c> over an experiment that is there.</summary>
public static class TrlImport
{
    private const string Last = "ppo", Null = "null", LeftAlone = "ours is left at its default";
    private static readonly string[] s_ofExperiments = ["seed", "ppo", "sampling", "compute"];

    /// <summary>Reads the one file and writes the other, once that is known to be read.</summary>
    /// <param name="from">TRL's, in JSON or YAML.</param>
    /// <param name="to">Ours, a new one.</param>
    /// <param name="experiment">An experiment file that the new one extends; null writes a file for PPO alone.</param>
    /// <param name="named">Model, reward and prompts, which go before what TRL's file says of them; not read with an experiment.</param>
    /// <returns>A row for each key of TRL's that the file has, or whose default is not ours; the last are keys that nobody knows.</returns>
    /// <exception cref="SettingsException">TRL's file cannot be read, holds a value that ours cannot have, or the new file is there already.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static IReadOnlyList<TrlRow> Write(string from, string to, string? experiment, PpoSettings named)
    {
        var (start, given) = (new StartFile(to), FlatSettings.Read(from));
        var rows = Rows(from, given, experiment is not null, named);
        var text = Text(from, start, experiment, named, rows);
        Check(text, start, experiment, from);
        start.Write(text);
        return rows;
    }

    private static List<TrlRow> Rows(string from, IReadOnlyList<FlatSetting> given, bool isExperiment, PpoSettings named)
    {
        var isSecond = given.Any(g => TrlKeys.OfSecondAlone.Contains(g.Key));
        var keys = isSecond ? TrlKeys.Second : TrlKeys.First;
        if (!given.Any(g => keys.Any(k => k.Name == g.Key)))
            throw new SettingsException($"'{from}' has no key of TRL's PPOConfig, such as batch_size or init_kl_coef: name the file of that " +
                "configuration, as config.to_dict() or yaml.dump gives it.");
        var all = keys.ToDictionary(k => k.Name, k => ValueOf(k, given));
        List<TrlRow> rows = [];
        foreach (var key in keys)
        {
            var own = given.FirstOrDefault(g => g.Key == key.Name || g.Key.StartsWith(key.Name + "/", StringComparison.Ordinal));
            if (all[key.Name] is not { } value)
            {
                if (own is not null && key.MayBeNull) rows.Add(new(key.Name, Null, false, key.Ours, Null, key.Note));
                else if (own is not null && key is { IsQuiet: false, Ours: not null }) rows.Add(new(key.Name, Null, false, null, null, LeftAlone));
                continue;
            }
            var isNamed = key.Ours switch
            {
                "model" => named.Model is not null,
                "prompts" => named.Prompts is not null,
                "reward.model" => named.Reward != new RewardSource(),
                _ => false,
            };
            var isCarried = key.Ours is not null && !isNamed && (!isExperiment || s_ofExperiments.Contains(key.Ours.Split('.')[0]));
            var ours = isCarried ? key.Convert(value, all) : null;
            if (ours is not null) RequireValid(key, own?.Place ?? from, value, ours);
            if (own is null && (key.IsQuiet || (ours is null && key.Ours is null))) continue;
            var kept = isNamed ? "given with an option" : "the experiment's own is kept";
            if (key.Ours is not null && !isCarried) rows.Add(new(key.Name, value, own is null, null, null, kept));
            else rows.Add(new(key.Name, value, own is null, ours is null ? null : key.Ours, ours, key.Note));
        }
        rows.AddRange((isSecond ? TrlKeys.AlsoOfSecond : []).Select(a => new TrlRow("", "", true, a.Ours, a.Value, "as PPOv2Trainer has it")));
        rows.AddRange(given.Where(g => !keys.Any(k => g.Key == k.Name || g.Key.StartsWith(k.Name + "/", StringComparison.Ordinal)))
            .Select(g => new TrlRow(g.Key, g.Text ?? Null, false, null, null,
                NearestName.Find(g.Key, [.. keys.Select(k => k.Name)]) is { } near ? $"not known; did you mean {near}?" : "not known")));
        return rows;
    }

    /// <summary>The file's value, "None" being Python's null; of nested keys one word that they are there; else TRL's default.</summary>
    private static string? ValueOf(TrlKey key, IReadOnlyList<FlatSetting> given)
    {
        if (given.FirstOrDefault(g => g.Key == key.Name) is { } own) return own is { Text: "None" or "{}" } ? null : own.Text;
        return given.Any(g => g.Key.StartsWith(key.Name + "/", StringComparison.Ordinal)) ? "{…}" : key.Default;
    }

    private static void RequireValid(TrlKey key, string place, string value, string ours)
    {
        try
        {
            SettingsFile.Parse<PpoSettings>("", "", Environment.CurrentDirectory, [Setting(key.Ours!, ours)]);
        }
        catch (SettingsException e)
        {
            var why = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            throw new SettingsException($"{place}: {key.Name} is '{value}', which {key.Ours} cannot be: {why}", e);
        }
    }

    private static void Check(string text, StartFile file, string? experiment, string from)
    {
        var source = $"what '{from}' comes to";
        if (experiment is not null) SettingsRules.Check(SettingsFile.Parse<ExperimentSettings>(text, source, file.Folder));
        else PpoSettings.Names.Run(SettingsFile.Parse<PpoSettings>(text, source, file.Folder).Ppo.Check);
    }

    private static string Text(string from, StartFile file, string? experiment, PpoSettings named, IReadOnlyList<TrlRow> rows)
    {
        var (name, carried) = (Path.GetFileName(file.Path), rows.Where(r => r.Ours is not null).ToArray());
        var use = experiment is null
            ? $"#   aop ppo --config {name} --dry-run     looks at all of it; --model, --reward and --prompts give what is not here\n\n"
            : $"#   aop run {name} --dry-run\n\nextends: {file.Place(Path.GetFullPath(experiment))}\n";
        string[] own =
        [
            named.Model is { } model ? $"model: {file.Place(model)}\n" : "",
            named.Prompts is { } prompts ? $"prompts: {file.Data(prompts, DataUse.Questions)}\n" : "",
            named.Reward != new RewardSource() ? $"reward:\n  {PpoStart.Reward(named.Reward, file)}\n" : "",
        ];
        var single = carried.Where(r => !r.Ours!.Contains('.')).Select(r => Line("", r));
        var groups = carried.Where(r => r.Ours!.Contains('.')).GroupBy(r => r.Ours!.Split('.')[0])
            .OrderBy(g => g.Key == Last).Select(g => $"\n{g.Key}:\n{string.Concat(g.Select(r => Line("  ", r)))}");
        return $"# From TRL's '{Path.GetFileName(from)}' by 'aop import trl'. Paths count from this file. Every key that is not here has " +
            (experiment is null ? "its default.\n# TRL takes sampling with the arguments of generate, and prompts from the caller: look at sampling, " +
                "prompt_format and prompts.\n#\n" : "the experiment's value.\n#\n") +
            $"{use}{string.Concat(experiment is null ? own : [])}{string.Concat(single)}{string.Concat(groups)}";
    }

    private static string Line(string indent, TrlRow row) =>
        $"{indent}{row.Ours!.Split('.')[^1]}: {Yaml(row.Ours!, row.Value!)}" +
        $"{(row.Trl.Length == 0 ? "" : $"     # {row.Trl}{(row.IsDefault ? ", TRL's default" : "")}")}\n";

    private static string Setting(string key, string value) => $"{key}={Yaml(key, value)}";

    /// <summary>Texts in quotes, numbers and words as they are.</summary>
    private static string Yaml(string key, string value) => key is "name" or "model" or "reward.model" ? StartFile.Quote(value) : value;
}
