using System.Globalization;

namespace AlwaysOnPolicy.Benchmarks.Scale;

/// <summary>What an iteration of the loop with a million prompts takes on 8, 64 and 512 GPUs: the tables of docs/scale.md.</summary>
internal static class ScaleTables
{
    private const double Prompts = 1e6, PromptsOfACall = 50, Passes = 2;
    private const int PromptTokens = 128, Epochs = 4;

    // A call of samples/paper.yaml's author as its dry run counts it (19,242,907 tokens in and 2,385,040 out by 280 calls), and its prices there.
    private const double CallIn = 68_725, CallOut = 8_518, PriceIn = 0.3e-6, PriceOut = 2.5e-6;

    // A comparison of its judge, in both orders (6,413,000 tokens in and 20,000 out by 20,000 calls).
    private const double JudgeIn = 320.65, JudgeOut = 1, Comparisons = 2000;

    public static void Write(TextWriter output)
    {
        output.WriteLine("| policy | GPUs | learns | batch | answer | step, s: writing + passing + looking + learning | iteration | of 8 GPUs' speed | GPU hours | USD |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var policy in new[] { PolicyShape.Seven, PolicyShape.Seventy })
            foreach (var (batch, answer) in new[] { (16, 64), (512, 64), (4096, 64), (512, 512), (4096, 512) })
                Rows(output, policy, new(PromptTokens, answer, answer == 64, batch, batch / 2, Epochs));
        output.WriteLine();
        output.WriteLine("| policy | GPUs | batch | answer | tokens written | weights to those that write | between those that learn | rollouts |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var policy in new[] { PolicyShape.Seven, PolicyShape.Seventy })
            foreach (var gpus in new[] { 8, 64, 512 })
                foreach (var (batch, answer) in new[] { (16, 64), (4096, 512) })
                {
                    var step = ScaleStep.Of(ScaleLearning.For(GpuKind.H100, policy, gpus), new(PromptTokens, answer, answer == 64, batch, batch / 2, Epochs));
                    var steps = Prompts * Passes / batch;
                    output.WriteLine(Text($"| {policy.Name} | {gpus} | {batch:N0} | {answer} | {steps * step.Tokens / 1e9:N2} G | {Bytes(steps * step.WeightBytes)} | ") +
                        Text($"{Bytes(steps * step.LearningBytes)} | {Bytes(steps * step.RolloutBytes)} |"));
                }
        output.WriteLine();
        Calls(output);
        output.WriteLine();
        output.WriteLine("| published: policy, GPUs | seconds | here |");
        output.WriteLine("|---|---|---|");
        foreach (var p in ScalePublished.All)
            output.WriteLine(Text($"| {p.Policy.Name}, {p.Gpus} | {p.Published:N0} | {p.Simulated.Least:N0} to {p.Simulated.Most:N0} |"));
    }

    private static void Rows(TextWriter output, PolicyShape policy, ScaleWork work)
    {
        double? eight = null;
        foreach (var gpus in new[] { 8, 64, 512 })
        {
            var learning = ScaleLearning.For(GpuKind.H100, policy, gpus);
            var step = ScaleStep.Of(learning, work);
            var hours = step.Seconds * Prompts * Passes / work.Batch / 3600;
            eight ??= hours;
            output.WriteLine(
                Text($"| {policy.Name} | {gpus} | {(learning.IsLora ? "LoRA" : $"all, {learning.Sharing} share")} | {work.Batch:N0} | {work.AnswerTokens} | ") +
                Text($"{step.Seconds:N1}: {step.Writing:N2} + {step.Passing:N2} + {step.Looking:N2} + {step.Learning:N2} | {Time(hours)} | ") +
                Text($"{eight / hours:N1} ({eight / hours / (gpus / 8.0):P0}) | {hours * gpus:N0} | {hours * gpus * Reached.PriceOfAnHour:N0} |"));
        }
    }

    private static void Calls(TextWriter output)
    {
        var calls = Prompts / PromptsOfACall;
        output.WriteLine("| an iteration's | calls | tokens in | out | USD | at 1 M tokens a minute | at 10 M |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        Row("author", calls, CallIn, CallOut);
        Row("judge, each pair of arms", 2 * Comparisons, JudgeIn, JudgeOut);

        void Row(string who, double number, double tokensIn, double tokensOut)
        {
            var minutes = number * (tokensIn + tokensOut) / 1e6;
            output.WriteLine(Text($"| {who} | {number:N0} | {number * tokensIn / 1e6:N1} M | {number * tokensOut / 1e6:N2} M | ") +
                Text($"{number * ((tokensIn * PriceIn) + (tokensOut * PriceOut)):N2} | {Time(minutes / 60)} | {Time(minutes / 600)} |"));
        }
    }

    private static string Time(double hours) => hours switch
    {
        >= 48 => Text($"{hours / 24:N1} days"),
        >= 1 => Text($"{hours:N1} h"),
        _ => Text($"{hours * 60:N1} min"),
    };

    private static string Bytes(double bytes) => bytes switch
    {
        >= 1e15 => Text($"{bytes / 1e15:N1} PB"),
        >= 1e12 => Text($"{bytes / 1e12:N1} TB"),
        _ => Text($"{bytes / 1e9:N1} GB"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
