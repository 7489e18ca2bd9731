using System.Text.Json.Nodes;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Experiments.Tests.RewardBench;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Formats;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Experiments.Tests.Settings;

/// <summary>Small models and data on disk, each with another of its kind beside it under its name and "-other".</summary>
internal sealed class SettingsMaterial : IDisposable
{
    private static readonly string[] s_domains = ["askbaking", "askphysics", "legaladvice"];
    private readonly TemporaryFolder _folder = new();
    private readonly ExperimentData _data =
        new MiniatureSource(new MiniatureOptions { DemonstrationsPerDomain = 8, ValidationPerDomain = 1, ProbePerDomain = 4, TestPerDomain = 3 })
            .PrepareData(1);

    public void Dispose() => _folder.Dispose();

    public string At(string name) => Path.Combine(_folder.Path, name);

    /// <summary>A causal model of the miniature world, a token a word.</summary>
    public string Causal(string name) => Both(name, (folder, other) =>
    {
        MiniatureModel.Write(folder, other ? 2ul : 1ul);
        StoreAsBfloat16(folder);
    });

    /// <summary>A causal model, a token a part of a word.</summary>
    public string Decoder(string name) => Both(name, (folder, other) =>
        StoreAsBfloat16(TellTheDay(RewardFolders.Decoder(other ? "gpt2-reward" : "gpt2-tied", folder))));

    /// <summary>A reward model that this tool trained, without a prompt form of its own.</summary>
    public string Trained(string name) => Both(name, (folder, other) => TrunkRewardModel.WriteScale(
        RewardFolders.Decoder("gpt2-reward", folder), new ScoreScale(other ? 1 : 3, 2)));

    /// <summary>A published reward model.</summary>
    public string Published(string name) => Both(name, (folder, other) =>
        TellTheDay(RewardFolders.Decoder(other ? "mistral-reward" : "llama-reward", folder)));

    public string Deberta(string name) => Both(name, (folder, other) => Altered(other, RewardFolders.Deberta(folder), "layer_norm_eps"));

    public string Encoder(string name) => Both(name, (folder, other) => Altered(other, RewardFolders.Encoder(folder), "layer_norm_eps"));

    /// <summary>Gives its chat template today's day.</summary>
    private static string TellTheDay(string folder)
    {
        var file = Path.Combine(folder, "tokenizer_config.json");
        var config = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        config["chat_template"] = $"{{{{ strftime_now('%d') }}}} {config["chat_template"]}";
        File.WriteAllText(file, config.ToJsonString());
        return folder;
    }

    private static void StoreAsBfloat16(string folder)
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "model.safetensors");
        SafeTensors.Write(file, SafeTensors.Read(file).Select(t => (t.Key, t.Value.to(ScalarType.BFloat16))).ToArray());
    }

    private static void Altered(bool other, string folder, string number)
    {
        if (!other) return;
        var file = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        config[number] = 0.1;
        File.WriteAllText(file, config.ToJsonString());
    }

    /// <summary>Scored answers to the probe questions, several of each domain.</summary>
    public string Scored(string name)
    {
        foreach (var (ending, unit) in new[] { ("", 1), ("-other", 2) })
            File.WriteAllLines(At($"{name}.jsonl{ending}"), Enumerable.Range(0, 2).SelectMany(sample => _data.Probe.Select((q, i) => new JsonObject
            {
                ["id"] = q.Id,
                ["domain"] = q.Domain,
                ["question"] = q.Text,
                ["sample"] = sample,
                ["answer"] = "try it again .",
                ["reward"] = unit * ((i * 7) + sample) % 11,
            }.ToJsonString())));
        return At($"{name}.jsonl");
    }

    /// <summary>18 domains' questions with answers, a column of each name again with "x" after it, as Alpaca has them too, and rows that repeat what is held
    /// out.</summary>
    public DataSource Demonstrations() => Lines("demonstrations", [
        .. Enumerable.Range(0, 40).Select(i => Demonstration($"d{i}", _data.Demonstrations[i].Question, i)),
        .. Repeated().Select((q, i) => Demonstration($"r{i}", q, i)),
    ]);

    private JsonObject Demonstration(string id, string question, int answer) => Row(id, null, question, new()
    {
        ["answer"] = _data.Demonstrations[answer].Answer,
        ["answerx"] = _data.Demonstrations[answer + 1].Answer,
        ["instruction"] = $"so {question}",
        ["input"] = "",
        ["output"] = _data.Demonstrations[answer + 2].Answer,
    });

    /// <summary>A probe question word by word; one within another; 13 words of a longer one, and 8; one of 4 words within another.</summary>
    private string[] Repeated()
    {
        string[] probe = [.. Probed().Select(p => p.Text)];
        return [probe[0].ToUpperInvariant(), $"hello , {probe[1]} please", $"so {string.Join(' ', LongQuestion.Split(' ')[1..14])} then",
            $"well {string.Join(' ', LongQuestion.Split(' ')[2..12])} or so", $"please tell me , {ShortQuestion} thanks"];
    }

    private const string ShortQuestion = "is my lease fair ?";
    private const string LongQuestion = "my puppy is sore and my kitten is itchy and the parrot is loud so what is best for all of them ?";

    /// <summary>The words of the long question in another order, and one more: near it by its embedding alone.</summary>
    public const string NearQuestion = "so what is best for all of them now , the parrot is loud and my kitten is itchy and my puppy is sore ?";

    private Question[] Probed() => [.. _data.Probe.Where(q => s_domains.Contains(q.Domain)), .. _data.Probe.Where(q => q.Domain == "askvet").Take(2)];

    public DataSource Probe(DataFormat format = DataFormat.Jsonl)
    {
        Question[] probe = [.. Probed(), new("long", s_domains[0], LongQuestion), new("short", s_domains[0], ShortQuestion)];
        return format == DataFormat.Jsonl
            ? Lines("probe", [.. probe.Select((q, i) => Row(q.Id, q.Domain, q.Text, new() { ["domainx"] = s_domains[i % 2] }))])
            : Lines("probe-shp", [.. probe.SelectMany((q, i) => Enumerable.Range(0, 3)
                .Select(k => Shp(q.Id, q.Domain!, q.Text, $"{_data.Demonstrations[i].Answer}", $"{_data.Demonstrations[i + k + 1].Answer}",
                k % 2)))]) with
            { Format = format };
    }

    private static JsonObject Shp(string id, string domain, string question, string a, string b, int label) =>
        new()
        {
            ["post_id"] = id,
            ["domain"] = domain,
            ["history"] = question,
            ["human_ref_A"] = a,
            ["human_ref_B"] = b,
            ["labels"] = label,
            ["score_ratio"] = 2.0
        };

    public DataSource Pool(int part) => Lines($"pool{part}",
    [
        .. Enumerable.Range(0, 40).Select(i => Row($"p{i}", null, _data.Demonstrations[60 + (40 * part) + i].Question + (i % 2 == 0 ? "" : " really"),
            new() { ["domainx"] = s_domains[i % 2] })),
        .. Repeated().Select((q, i) => Row($"r{i}", null, q, [])),
    ]);

    /// <summary>Questions that nothing else asks.</summary>
    public DataSource Asked(string name) => Lines(name, [.. Enumerable.Range(0, 6)
        .Select(i => Row($"{name}{i}", s_domains[i % 3], $"{name} number {i} is odd , why ?", []))]);

    /// <summary>Answers to questions that are there in either of their two wordings.</summary>
    public DataSource Answers(string name) => Lines(name, [.. Enumerable.Range(0, 12).Select(i => Row($"{i}", s_domains[i % 3],
        $"what of {i / 2} ?{(i % 2 == 0 ? "" : " now")}", new()
        {
            ["answer"] = $"{name} {i} {new string('w', (i * name.Length) % 9)}",
            ["answerx"] = $"{i}",
            ["domainx"] = s_domains[i % 2],
        }))]);

    /// <summary>Verdicts of somebody on these answers.</summary>
    public string Annotations(string a, string b)
    {
        JsonNode[][] rows = [.. new[] { a, b }.Select(n => File.ReadAllLines(At($"{n}.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray())];
        return Lines($"{a} and {b}", [.. rows[0].Zip(rows[1], (x, y) => new JsonObject
        {
            ["instruction"] = x["question"]!.DeepClone(),
            ["output_1"] = y["answer"]!.DeepClone(),
            ["output_2"] = x["answer"]!.DeepClone(),
            ["preference"] = 1 + (x["answer"]!.ToString().Length % 2),
        })]).Path;
    }

    /// <summary>Three pairs of each question.</summary>
    public DataSource Pairs(string name = "pairs", bool words = false) => Lines(words ? $"{name} in words" : name, [
        .. Enumerable.Range(0, 30).Select(i => Row($"{name}{i}", s_domains[i / 3 % 3], words ? $"is it {name} {i / 3} ?" : $"{_data.Test[i / 3].Text}", new()
        {
            ["chosen"] = _data.Demonstrations[i].Answer,
            ["rejected"] = _data.Demonstrations[i + 1].Answer,
            ["margin"] = i % 4,
            ["chosenx"] = _data.Demonstrations[i + 3].Answer,
            ["rejectedx"] = _data.Demonstrations[i + 2].Answer,
            ["marginx"] = i % 3,
            ["domainx"] = s_domains[i % 2],
        })),
    ]);

    /// <summary>Dialogues of one and of two turns.</summary>
    public DataSource Dialogues() => Lines("dialogues", [
        .. Enumerable.Range(0, 30).Select(i =>
        {
            var head = (i % 2 == 0 ? "" : $"\n\nHuman: {_data.Test[20 + (i / 3)].Text}\n\nAssistant: {_data.Demonstrations[i].Answer}") +
                $"\n\nHuman: {_data.Test[i / 3].Text}\n\nAssistant: ";
            return new JsonObject
            {
                ["chosen"] = head + _data.Demonstrations[i].Answer,
                ["rejected"] = head + _data.Demonstrations[i + 1].Answer,
                ["question"] = _data.Test[i / 3].Text,
            };
        }),
    ]) with
    { Format = DataFormat.HhRlhf };

    /// <summary>Columns as a plain file has them, and of each but the answers another.</summary>
    private static JsonObject Row(string id, string? domain, string question, JsonObject more)
    {
        var row = new JsonObject { ["id"] = id, ["idx"] = $"x{id}", ["question"] = question, ["questionx"] = $"{question} now" };
        if (domain is not null) row["domain"] = domain;
        foreach (var (name, value) in more) row[name] = value!.DeepClone();
        return row;
    }

    /// <summary>Cases share files, so that one name stands for the same rows in all of them.</summary>
    private DataSource Lines(string name, JsonObject[] rows)
    {
        var (path, lines) = (At($"{name}.jsonl"), rows.Select(r => r.ToJsonString()).ToArray());
        if (File.Exists(path)) File.ReadAllLines(path).ShouldBe(lines, $"{name} is written twice, with other rows");
        File.WriteAllLines(path, lines);
        File.WriteAllLines($"{path}-other", rows.Reverse().Skip(1).Select(r => r.ToJsonString()));
        return new() { Path = path };
    }

    public DataSource Prompts()
    {
        File.WriteAllLines(At("prompts.txt"), ["why is puppy sore ?", "kitten is itchy , any tips ?", "how do i deal with parrot when it is sudden ?",
            "why is lease unfair ?", "why is grant biased ?"]);
        File.WriteAllLines(At("prompts.txt-other"), ["why is puppy sore ?", "why is grant biased ?", "why is lease sudden ?"]);
        return new() { Path = At("prompts.txt"), Format = DataFormat.Text };
    }

    private string Both(string name, Action<string, bool> write)
    {
        if (Directory.Exists(At(name))) return At(name);
        foreach (var other in new[] { false, true })
        {
            var folder = At(other ? $"{name}-other" : name);
            write(folder, other);
            Lines($"{Path.GetFileName(folder)}", [.. Enumerable.Range(0, 6).Select(i => Row($"{i}", s_domains[i % 2], $"what of {i} ?",
                new() { ["chosen"] = "yes", ["rejected"] = "no" }))]);
        }
        return At(name);
    }
}
