using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>What a run left: its steps, and what became of it. The monitors are shown the steps again, so that a changed one needs no new run.</summary>
/// <param name="Before">Mean true score of the test answers before the training.</param>
/// <param name="After">And after it; null of a run that ended with an error.</param>
/// <param name="Error">What ended it early.</param>
internal sealed record MonitorRun(string Case, ulong World, ulong Seed, IReadOnlyList<PpoStepRecord> Steps, double? Before, double? After, string? Error)
{
    private static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The run in a file, which is made where it is not there.</summary>
    public static async Task<MonitorRun> DoAsync(MonitorCase kind, TrainedMiniature world, ulong seed, string file)
    {
        if (File.Exists(file)) return JsonSerializer.Deserialize<MonitorRun>(await File.ReadAllTextAsync(file), s_json)!;
        List<PpoStepRecord> steps = [];
        var (asked, gold, error) = (0, (TrainedMiniature.Outcome?)null, (string?)null);
        using var own = world.LoadReward((_, score) => score);
        using var reward = world.LoadReward((exchange, score) => kind.Reward(exchange, score, asked++));
        try
        {
            gold = await world.TrainAsync(kind.Ppo, kind.Sampling, kind.Steps, reward, seed, step => steps.Add(step with { Rollouts = [], Groups = [] }),
                own);
        }
        catch (UserErrorException e)
        {
            error = e.Message;
        }
        var run = new MonitorRun(kind.Name, world.Seed, seed, steps, gold?.GoldBefore, gold?.GoldAfter, error);
        await File.WriteAllTextAsync(file + ".writing", JsonSerializer.Serialize(run, s_json));
        File.Move(file + ".writing", file);
        return run;
    }

    /// <summary>What was said first under each head, such as "KL far off", and in which step.</summary>
    public IReadOnlyDictionary<string, int> Said()
    {
        var kind = MonitorCase.All.Single(c => c.Name == Case);
        var watch = new PpoWatch(kind.Ppo, kind.Sampling);
        return Steps.SelectMany(s => watch.Look(s).Select(text => (Head: text.Split(": ")[1], s.Step)))
            .GroupBy(s => s.Head).ToDictionary(g => g.Key, g => g.Min(s => s.Step));
    }
}
