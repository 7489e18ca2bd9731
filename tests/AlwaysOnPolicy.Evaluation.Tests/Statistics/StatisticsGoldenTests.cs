using System.Text.Json;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Tests.Statistics;

public sealed class StatisticsGoldenTests
{
    [Theory, StatisticsCases]
    public void Statistic_equals_the_reference(string name, string group)
    {
        var golden = StatisticsCasesAttribute.Named(name);
        var (inputs, expected) = (golden.GetProperty("inputs"), golden.GetProperty("expected"));
        Action<JsonElement, JsonElement> check = group switch
        {
            "wilson" => WilsonInterval,
            "binomial-test" => BinomialTest,
            "sign-test" => SignTest,
            "mcnemar" => McNemarTest,
            "paired-bootstrap" => PairedBootstrap,
            "cluster-bootstrap" => ClusteredBootstrap,
            "t-test" => PairedT,
            "multiple-testing" => ManyTests,
            "calibration" => CalibrationOfConfidences,
            "cohen-kappa" => CohensKappa,
            "fleiss-kappa" => FleissKappaOfCounts,
            "krippendorff-alpha" => KrippendorffsAlpha,
            "bradley-terry" => BradleyTerryStrengths,
            "length-controlled-win-rate" => LengthControlled,
            _ => (_, _) => Assert.Skip($"the program computes no {group}"),
        };
        check(inputs, expected);
    }

    private static void WilsonInterval(JsonElement inputs, JsonElement expected) =>
        ShouldBe(Wilson.Interval(Int(inputs, "successes"), Int(inputs, "n"), Number(inputs, "confidence")), expected, "", 1e-9);

    private static void BinomialTest(JsonElement inputs, JsonElement expected) =>
        ShouldBeRelative(Binomial.TwoSidedP(Int(inputs, "successes"), Int(inputs, "n"), Number(inputs, "p")), Number(expected, "two-sided"));

    private static void SignTest(JsonElement inputs, JsonElement expected) =>
        ShouldBeRelative(Binomial.SignTestP(Int(inputs, "wins"), Int(inputs, "losses")), Number(expected, "p_value"));

    private static void McNemarTest(JsonElement inputs, JsonElement expected)
    {
        var table = inputs.GetProperty("table");
        var (b, c) = (table[0][1].GetInt32(), table[1][0].GetInt32());
        ShouldBeRelative(McNemar.ExactP(b, c), Number(expected, "exact_p"));
    }

    private static void ManyTests(JsonElement inputs, JsonElement expected)
    {
        var pValues = Numbers(inputs, "p_values");
        Check(MultipleTesting.Holm(pValues), "holm");

        void Check(double[] found, string method)
        {
            var wanted = Numbers(expected.GetProperty(method), "adjusted");
            found.Length.ShouldBe(wanted.Length);
            foreach (var (f, w) in found.Zip(wanted)) ShouldBeRelative(f, w);
            found.Select(p => p <= 0.05).ShouldBe(expected.GetProperty(method).GetProperty("reject_at_0.05").EnumerateArray().Select(r => r.GetBoolean()));
        }
    }

    private static void CalibrationOfConfidences(JsonElement inputs, JsonElement expected)
    {
        var found = Calibration.Of(Numbers(inputs, "confidence"), [.. Numbers(inputs, "correct").Select(c => c == 1)], Int(inputs, "bins"));
        ShouldBeRelative(found.ExpectedError, Number(expected, "ece"));
        ShouldBeRelative(found.LargestError, Number(expected, "mce"));
        ShouldBeRelative(found.Brier, Number(expected, "brier"));
        ShouldBeRelative(found.RocAuc!.Value, Number(expected, "roc_auc"));
        found.Counts.ShouldBe(expected.GetProperty("bin_counts").EnumerateArray().Select(n => n.GetInt32()));
    }

    // A paired bootstrap is the clustered one of the differences, each pair a cluster of its own.
    private static void PairedBootstrap(JsonElement inputs, JsonElement expected)
    {
        var differences = Differences(inputs);
        string[] pairs = [.. differences.Select((_, i) => i.ToString())];
        var found = new ClusterBootstrap(differences, pairs).Mean(Draws(inputs, "resamples"), Number(inputs, "confidence"));
        found.Value.ShouldBe(Number(expected, "difference"), 1e-10);
        found.StandardError.ShouldBe(Number(expected, "standard_error"), 1e-10);
        ShouldBe(found.Interval, expected, "", 1e-10);
    }

    private static void ClusteredBootstrap(JsonElement inputs, JsonElement expected)
    {
        string[] clusters = [.. inputs.GetProperty("clusters").EnumerateArray().Select(c => c.GetRawText())];
        var found = new ClusterBootstrap(Numbers(inputs, "values"), clusters).Mean(Draws(inputs, "resampled_clusters"), Number(inputs, "confidence"));
        found.Value.ShouldBe(Number(expected, "mean"), 1e-10);
        found.StandardError.ShouldBe(Number(expected, "standard_error"), 1e-10);
        ShouldBe(found.Interval, expected, "", 1e-10);
    }

    // The interval of a mean is that of a paired t-test when the observations are differences.
    private static void PairedT(JsonElement inputs, JsonElement expected)
    {
        ShouldBe(MeanEstimate.Of(Differences(inputs)).Interval!.Value, expected, "paired_", 1e-8);
        MeanEstimate.Of(Differences(inputs)).P!.Value.ShouldBe(Number(expected, "paired_p"), 1e-8 * Number(expected, "paired_p"));
        MeanEstimate.Of(Numbers(inputs, "a")).StandardError!.Value.ShouldBe(Number(expected, "standard_error_of_mean_a"), 1e-10);
    }

    private static void CohensKappa(JsonElement inputs, JsonElement expected) =>
        ShouldBe(CohenKappa.Of(Numbers(inputs, "rater_a"), Numbers(inputs, "rater_b")), expected.GetProperty("unweighted"));

    private static void FleissKappaOfCounts(JsonElement inputs, JsonElement expected) =>
        ShouldBe(FleissKappa.Of([.. Draws(inputs, "counts").Select(item => item.ToArray())]), expected.GetProperty("kappa"));

    // The goldens have one row a rater, null where it gave no rating.
    private static void KrippendorffsAlpha(JsonElement inputs, JsonElement expected)
    {
        JsonElement[][] raters = [.. inputs.GetProperty("ratings").EnumerateArray().Select(row => row.EnumerateArray().ToArray())];
        var items = Enumerable.Range(0, raters[0].Length)
            .Select(i => raters.Select(r => r[i]).Where(r => r.ValueKind != JsonValueKind.Null).Select(r => r.GetDouble()).ToArray());
        ShouldBe(KrippendorffAlpha.Nominal(items), expected.GetProperty("nominal"));
    }

    private static void BradleyTerryStrengths(JsonElement inputs, JsonElement expected)
    {
        double[][] wins = [.. inputs.GetProperty("wins").EnumerateArray().Select(row => row.EnumerateArray().Select(w => w.GetDouble()).ToArray())];
        var found = BradleyTerry.LogStrengths(wins).ShouldNotBeNull();
        var wanted = Numbers(expected, "log_strengths");
        found.Length.ShouldBe(wanted.Length);
        foreach (var (f, w) in found.Zip(wanted)) f.ShouldBe(w, 1e-6);
    }

    private static void LengthControlled(JsonElement inputs, JsonElement expected)
    {
        double[] differences = [.. Numbers(inputs, "length_model").Zip(Numbers(inputs, "length_baseline"), (a, b) => a - b)];
        var found = LengthControlledWinRate.Of(Numbers(inputs, "preference"), differences, Int(inputs, "ddof")).ShouldNotBeNull();
        found.Value.ShouldBe(Number(expected, "length_controlled_win_rate"), 1e-7);
        found.Raw.ShouldBe(Number(expected, "raw_win_rate"), 1e-7);
        found.Intercept.ShouldBe(Number(expected, "intercept"), 1e-7);
        found.Slope.ShouldBe(Number(expected, "slope"), 1e-7);
        found.LengthDeviation.ShouldBe(Number(expected, "standard_deviation_of_difference"), 1e-7);
        var half = 1.959963984540054 * expected.GetProperty("standard_errors")[0].GetDouble();
        found.Interval.Low.ShouldBe(1 / (1 + Math.Exp(half - found.Intercept)), 1e-7);
        found.Interval.High.ShouldBe(1 / (1 + Math.Exp(-half - found.Intercept)), 1e-7);
    }

    private static double[] Differences(JsonElement inputs) => [.. Numbers(inputs, "a").Zip(Numbers(inputs, "b"), (a, b) => a - b)];

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static IEnumerable<IEnumerable<int>> Draws(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetInt32()));

    private static void ShouldBe(Interval found, JsonElement expected, string prefix, double tolerance)
    {
        found.Low.ShouldBe(Number(expected, prefix + "low"), tolerance);
        found.High.ShouldBe(Number(expected, prefix + "high"), tolerance);
    }

    private static void ShouldBe(double? found, JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldBe(expected.GetDouble(), 1e-10);
    }

    private static void ShouldBeRelative(double found, double expected) => found.ShouldBe(expected, 1e-9 * Math.Abs(expected));
}
