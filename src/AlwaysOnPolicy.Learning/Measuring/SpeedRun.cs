using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>What every bench of a model does around its steps.</summary>
internal static class SpeedRun
{
    /// <summary>Sets the threads, for as long as the process runs.</summary>
    public static void Prepare(SpeedOptions options)
    {
        if (options.Threads > 0) TorchThreads.Set(options.Threads);
    }

    /// <param name="lengths">Tokens of each row's query.</param>
    /// <param name="flop">Of a step.</param>
    /// <param name="step">Is given its number, and where to write the times of its parts.</param>
    /// <param name="fill">Completes the line from the times.</param>
    public static SpeedLine Of(string bench, SpeedOptions options, CausalSizes model, int[] lengths, double flop, Action<int, StepSeconds> step,
        Func<SpeedLine, StepSeconds, SpeedLine> fill, CancellationToken cancel)
    {
        double Gemm() => MachineRates.Gemm(model.HiddenSize, MachineRates.ManyRows, options.Dtype);
        var before = Gemm();
        ProcessMeter.ForgetPeak();
        var times = StepSeconds.Of(options.Steps, step, cancel);
        var peak = ProcessMeter.PeakMib;
        return fill(new SpeedLine
        {
            Bench = bench,
            Model = options.Model,
            Parameters = model.Parameters,
            Dtype = $"{options.Dtype}".ToLowerInvariant(),
            Padding = options.Padding == 0 ? "none" : $"{options.Padding}",
            QueryLengths = lengths,
            NewTokens = SpeedWork.NewTokens,
            Threads = TorchThreads.Current,
            StepCount = options.Steps,
            TotalS = times["total"],
            TokensPerSecond = lengths.Sum(n => n + SpeedWork.NewTokens) / times["total"],
            Tflop = flop / 1e12,
            GemmGflopsBefore = before,
            GemmGflopsAfter = Gemm(),
            PeakRssMib = peak,
            ProcessorS = times["processor"],
        }, times);
    }
}
