using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Tests.Judging;

/// <summary>AlpacaEval's published annotations: its win rates are reproduced from them, and its length-controlled ones stand beside this program's. The folder
/// is a copy of its repository, or of results/ and of the leaderboards of src/, which AOP_ALPACA_EVAL names.</summary>
public sealed class AlpacaEvalPublishedTests(ITestOutputHelper output)
{
    private const string Variable = "AOP_ALPACA_EVAL";

    private static readonly (string Annotator, string Leaderboard)[] s_boards =
    [
        ("weighted_alpaca_eval_gpt4_turbo", "data_AlpacaEval_2"), ("alpaca_eval_gpt4", "data_AlpacaEval"), ("alpaca_eval_cot_gpt4_turbo_fn",
            "data_AlpacaEval_2"),
        ("alpaca_eval_gpt4_turbo_fn", "data_AlpacaEval_2"),
    ];

    /// <summary>The leaderboard's row is of other annotations than those that are published beside it.</summary>
    private static readonly string[] s_stale = ["alpaca_eval_gpt4_turbo_fn Mistral-7B-Instruct-v0.2"];

    [Fact(Explicit = true)]
    public void Its_win_rates_are_reproduced_to_the_digit()
    {
        var root = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"Name the folder with {Variable}.");
        var wrong = new List<string>();
        foreach (var (annotator, leaderboard) in s_boards)
        {
            var published = Leaderboard(Path.Combine(root, "src", "alpaca_eval", "leaderboards", leaderboard, $"{annotator}_leaderboard.csv"));
            var (models, differences, controlled) = (0, new List<double>(), new List<double>());
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "results"), "annotations.json", SearchOption.AllDirectories).Order())
            {
                var folder = Path.GetDirectoryName(file)!;
                var model = Path.GetFileName(Path.GetDirectoryName(folder)!);
                if (Path.GetFileName(folder) != annotator || !published.TryGetValue(model, out var row)) continue;
                var rows = DataSets.ReadAnnotations(DataInput.Of(new DataSource { Path = file }, "annotations")).Rows;
                var rate = AnnotatedWinRate.Of([.. rows.Select(r => r.Preference)])!;
                var told = rows.Where(r => r.Preference is not null).ToArray();
                var ours = LengthControlledWinRate.Of([.. told.Select(r => r.Preference!.Value - 1)],
                    [.. told.Select(r => (double)(Length(r.Output2) - Length(r.Output1)))]);
                models++;
                differences.Add(Math.Abs((100 * rate.WinRate) - row["win_rate"]));
                if (ours is not null && row.TryGetValue("length_controlled_winrate", out var theirs)) controlled.Add((100 * ours.Value) - theirs);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{annotator} | {model} | {rate.Count} | {100 * rate.WinRate:0.0000000000} | {row["win_rate"]:0.0000000000} | " +
                    $"{100 * rate.StandardError:0.00000000} | {row["standard_error"]:0.00000000} | {100 * rate.Discrete:0.000000} | " +
                    $"{row.GetValueOrDefault("discrete_win_rate", double.NaN):0.000000} | {100 * ours?.Value:0.00} | " +
                    $"{row.GetValueOrDefault("length_controlled_winrate", double.NaN):0.00}"));
                if (differences[^1] > 1e-9 || Math.Abs((100 * rate.StandardError!.Value) - row["standard_error"]) > 1e-9) wrong.Add($"{annotator} {model}");
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{annotator}: {models} models, largest difference of the win rate {differences.DefaultIfEmpty().Max():0.0e0}; length-controlled minus " +
                $"AlpacaEval's, of " +
                $"{controlled.Count}: mean {controlled.DefaultIfEmpty().Average():0.00}, mean size " +
                $"{controlled.Select(Math.Abs).DefaultIfEmpty().Average():0.00}, " +
                $"largest {controlled.Select(Math.Abs).DefaultIfEmpty().Max():0.00}"));
        }
        wrong.Except(s_stale).ShouldBeEmpty();
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static Dictionary<string, Dictionary<string, double>> Leaderboard(string file)
    {
        string[][] lines = [.. File.ReadLines(file).Select(l => l.Split(','))];
        return lines.Skip(1).ToDictionary(l => l[0], l => lines[0].Zip(l).Skip(1)
            .Where(c => double.TryParse(c.Second, CultureInfo.InvariantCulture, out _))
            .ToDictionary(c => c.First, c => double.Parse(c.Second, CultureInfo.InvariantCulture)));
    }
}
