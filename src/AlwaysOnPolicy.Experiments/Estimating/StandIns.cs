using System.Text.Json;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Starting;
using AlwaysOnPolicy.Models.Embeddings;

namespace AlwaysOnPolicy.Experiments.Estimating;

/// <summary>Puts small stand-ins in the place of the models and data that an experiment names and that are not there. They are good for counting, and for
/// nothing else.</summary>
/// <param name="place">An empty folder for them.</param>
internal sealed class StandIns(string place)
{
    private const int ShpDomains = 18, PostsOfADomain = 100, OtherRows = 500;
    private readonly List<string> _sentences = [];
    private readonly MadeUpTexts _texts = new();
    private IReadOnlyList<string> _domains = [];

    /// <summary>What was stood in for.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    public ExperimentSettings For(ExperimentSettings settings)
    {
        if (settings.Files is not { } files) return settings;
        var keywords = settings.Vanilla.Keywords is { } own && IsThere(() => _domains = KeywordFile.Domains(own)) ? own : null;
        return For(settings with { Vanilla = settings.Vanilla with { Keywords = keywords } }, files);
    }

    private ExperimentSettings For(ExperimentSettings settings, DataFilesSettings files) => settings with
    {
        Files = files with
        {
            BaseModel = Model(files.BaseModel, "files.base_model"),
            Encoder = files.Encoder is { } encoder && encoder != SentenceEncoders.Words && !IsThere(() => ModelPlace.FolderOf(encoder, "files.encoder"))
                ? SentenceEncoders.Words : files.Encoder,
            Demonstrations = files.Demonstrations with { Data = Data(files.Demonstrations.Data, files) },
            Probe = files.Probe with { Data = Data(files.Probe.Data, files) },
            Pool = [.. files.Pool.Select(p => Data(p, files))],
            Test = files.Test is { } test ? test with { Data = Data(test.Data, files) } : null,
            FewShot = files.FewShot is { } fewShot ? fewShot with { Data = Data(fewShot.Data, files) } : null,
            Preferences = files.Preferences is { } pairs ? pairs with { Data = Data(pairs.Data, files) } : null,
        },
        Reward = settings.Reward.Model is { } reward ? settings.Reward with { Model = Model(reward, "reward.model") } : settings.Reward,
        Sft = settings.Sft with { Training = settings.Sft.Training with { FrozenLayers = 0, Lora = null } },
        Ppo = settings.Ppo with { FrozenLayers = 0, Lora = null },
    };

    private static bool IsThere(Func<object> look)
    {
        try
        {
            look();
            return true;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }

    private string Model(string named, string setting)
    {
        if (IsThere(() => ModelPlace.FolderOf(named, setting))) return named;
        var folder = Path.Combine(place, setting);
        if (!Directory.Exists(folder)) TinyModel.WriteFrom(folder, [.. Enumerable.Range(0, 20).Select(_ => _texts.Next(MadeUpTexts.AnswerWords))]);
        return folder;
    }

    private DataSource Data(DataSource source, DataFilesSettings files)
    {
        var (_, use, setting) = files.Sources().First(s => ReferenceEquals(s.Data, source));
        if (IsThere(() => DataInput.FilesOf(source, setting))) return source;
        var (domains, rows) = Size(source, setting, files);
        var words = use == DataUse.Questions && source.Format == DataFormat.Shp ? MadeUpTexts.PostWords : MadeUpTexts.QuestionWords;
        var path = Path.Combine(place, $"{setting}.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(i => JsonSerializer.Serialize(new
        {
            domain = Domain(i % domains),
            question = _texts.Next(words),
            answer = _texts.Next(MadeUpTexts.AnswerWords),
            chosen = _texts.Next(MadeUpTexts.AnswerWords),
            rejected = _texts.Next(MadeUpTexts.AnswerWords),
        })));
        _sentences.Add($"{setting}: {rows} rows{(setting.StartsWith("files.probe", StringComparison.Ordinal) ? $" in {domains} domains" : "")}, " +
            $"questions of {words} words and answers of {MadeUpTexts.AnswerWords}");
        return new DataSource { Path = path };
    }

    private string Domain(int number) => number < _domains.Count ? _domains[number] : $"domain {number}";

    /// <summary>As many rows as the settings take; SHP's domains are known, and of other data those that are looked for, or that the keywords are of.</summary>
    private (int Domains, int Rows) Size(DataSource source, string setting, DataFilesSettings files)
    {
        var domains = Math.Max(source.Format == DataFormat.Shp ? ShpDomains : files.Probe.Clusters, _domains.Count);
        var rows = setting.Split('.')[1] switch
        {
            "demonstrations" => files.Demonstrations.Validation + Math.Min(files.Demonstrations.Limit ?? OtherRows, OtherRows),
            "probe" => domains * Math.Max(files.Probe.MaxPostsPerDomain ?? PostsOfADomain, files.Probe.MinPostsPerDomain),
            "test" => files.Test!.Limit ?? OtherRows,
            "few_shot" => files.FewShot!.Limit ?? OtherRows,
            "preferences" => Pairs(files.Preferences!),
            _ => OtherRows,
        };
        return (domains, rows);
    }

    /// <summary>Enough for the test prompts that are drawn from them.</summary>
    private static int Pairs(PreferenceSettings pairs) =>
        (int)Math.Ceiling(Math.Max((pairs.TestPrompts ?? OtherRows) / (1 - pairs.RewardShare), (pairs.HeldOutPairs + OtherRows) / pairs.RewardShare));
}
