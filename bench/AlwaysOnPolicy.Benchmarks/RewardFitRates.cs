using System.Globalization;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>What the look at a reward says of rewards whose fault is known, and what PPO comes to without and with the settings that it names (see
/// bench/reward-fit.sh).</summary>
internal static class RewardFitRates
{
    private const string Recipe =
        "ppo: { learning_rate: 8.0e-5, value_head_learning_rate: 5.0e-3, adaptive_kl: false, init_kl_coef: 0.2, max_grad_norm: 1, batch_size: 16, " +
        "mini_batch_size: 8, ppo_epochs: 4 }";

    /// <param name="place">Holds worlds/SEED, and gets fit/.</param>
    /// <param name="trained">Names of the rewards that are trained on, beside the reward model as it is; none for all. All are looked at.</param>
    public static async Task RunAsync(string place, ulong worldSeed, ulong firstSeed, int seeds, int steps, IReadOnlyCollection<string> trained)
    {
        TorchNative.Register();
        TorchThreads.Set(1);
        var world = new TrainedMiniature(Path.Combine(place, "worlds", $"{worldSeed}"), worldSeed);
        var folder = Path.Combine(place, "fit");
        Directory.CreateDirectory(folder);
        var checks = new Dictionary<string, RewardCheck>();
        foreach (var one in RewardFitCase.All)
        {
            var check = checks[one.Name] = await LookAsync(world, one, firstSeed);
            Console.WriteLine($"{(check.Verdict == one.Right ? "right" : "WRONG")}: {one.Name}: {check.Sentence()}");
            var f = check.Figures;
            Console.WriteLine(FormattableString.Invariant($"  length ρ {f.LengthCorrelation?.Value:0.00}, explains {f.LengthExplains:0.00}; ") +
                FormattableString.Invariant($"between {f.BetweenShare:0.00}; ends {f.AtLeast:0.00}, {f.AtLargest:0.00}; ") +
                FormattableString.Invariant($"equal pairs {f.EqualPairs?.Share:0.00}; half wins {f.HalfWins?.Mean:0.00}"));
        }

        var healthy = RewardFitCase.All[0];
        var jobs = (from one in RewardFitCase.All
                    where trained.Count == 0 || one == healthy || trained.Contains(one.Name)
                    let check = checks[one.Name]
                    where check.Verdict != RewardVerdict.Unusable
                    from cured in check.Settings.Count > 0 ? new[] { false, true } : [false]
                    from seed in Enumerable.Range(0, seeds)
                    select (one, check, cured, seed: firstSeed + (ulong)seed)).ToArray();
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (job, _) =>
        {
            var gain = await GainAsync(world, job.one, job.cured ? job.check.Settings : [], job.seed, steps, FileOf(job.one, job.cured, job.seed));
            Console.WriteLine($"{job.one.Name}, seed {job.seed}{(job.cured ? ", with settings" : "")}: {Signed(gain)}");
        });
        Console.WriteLine($"\n{RewardFitCase.All.Count(c => checks[c.Name].Verdict == c.Right)} of {RewardFitCase.All.Count} verdicts right");
        Console.WriteLine("\n| reward | verdict | settings | gain without | gain with | with, against the reward model |\n|---|---|---|---|---|---|");
        foreach (var one in RewardFitCase.All)
        {
            var check = checks[one.Name];
            Console.WriteLine($"| {one.Name} | {check.Verdict}{(check.Verdict == one.Right ? "" : " (wrong)")} | {string.Join(", ", check.Settings)} | " +
                $"{Gains(one, false)} | {Gains(one, true)} | {Against(one)} |");
        }

        string Gains(RewardFitCase one, bool cured)
        {
            double[] gains = [.. GainsOf(one, cured).Values];
            return gains.Length == 0 ? "–" : $"{Signed(gains.Average())} ({string.Join(", ", gains.Select(Signed))})";
        }

        // The difference of gains of the same seed, its mean and 95 % interval by Student's t.
        string Against(RewardFitCase one)
        {
            var (own, with) = (GainsOf(healthy, false), GainsOf(one, true));
            double[] differences = [.. with.Where(g => own.ContainsKey(g.Key)).Select(g => g.Value - own[g.Key])];
            return differences.Length > 1 && MeanEstimate.Of(differences) is { Interval: { } between } mean
                ? $"{Signed(mean.Mean)} ({Signed(between.Low)} to {Signed(between.High)})" : "–";
        }

        SortedDictionary<ulong, double> GainsOf(RewardFitCase one, bool cured) => new(Enumerable.Range(0, seeds).Select(s => firstSeed + (ulong)s)
            .Where(s => File.Exists(FileOf(one, cured, s)))
            .ToDictionary(s => s, s => double.Parse(File.ReadAllText(FileOf(one, cured, s)), CultureInfo.InvariantCulture)));

        string FileOf(RewardFitCase one, bool cured, ulong seed) =>
            Path.Combine(folder, $"{one.Name}{(cured ? " with settings" : "")} {seed}.txt");
    }

    private static async Task<RewardCheck> LookAsync(TrainedMiniature world, RewardFitCase one, ulong seed)
    {
        using var policy = world.LoadPolicy();
        using var reward = world.LoadReward(one.Change);
        var answers = await RewardCheckRun.AnswersAsync(policy, reward, await world.QuestionsAsync(seed), new RewardCheckSettings(),
            TrainedMiniature.Sampling, 64, seed, null, default);
        return RewardCheck.Of(RewardFigures.Of(answers), new RewardUse(new PpoOptions()));
    }

    /// <summary>How much the reward model's own score of test answers rises, in its deviations over the SFT policy's answers.</summary>
    private static async Task<double> GainAsync(
        TrainedMiniature world, RewardFitCase one, IReadOnlyList<SettingAdvice> settings, ulong seed, int steps, string file)
    {
        if (File.Exists(file)) return double.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
        var ppo = SettingsFile.Parse<PpoSettings>(Recipe, "the recipe", Environment.CurrentDirectory, [.. settings.Select(s => s.ToString())]).Ppo;
        using var reward = world.LoadReward(one.Change);
        using var own = world.LoadReward((Exchange _, double z) => z);
        var outcome = await world.TrainAsync(ppo, TrainedMiniature.Sampling, steps, reward, seed, _ => { }, own);
        var gain = outcome.ScoreAfter - outcome.ScoreBefore;
        await File.WriteAllTextAsync(file + ".writing", gain.ToString("R", CultureInfo.InvariantCulture));
        File.Move(file + ".writing", file);
        return gain;
    }

    private static string Signed(double value) => value.ToString("+0.00;−0.00", CultureInfo.InvariantCulture);
}
