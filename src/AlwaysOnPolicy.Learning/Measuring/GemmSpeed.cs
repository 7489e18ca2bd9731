using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Runtime;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The yardsticks by themselves: products of a model's widths with 1,024 and with 16 rows, and memory.</summary>
public static class GemmSpeed
{
    /// <summary>Multiplies matrices of a model's sizes.</summary>
    /// <param name="options">Of which the model, the threads and the steps count.</param>
    /// <param name="dtypes">The types to multiply in.</param>
    /// <exception cref="SettingsException">There is no step.</exception>
    /// <exception cref="CheckpointException">The model's folder cannot be read.</exception>
    public static GemmLine Run(SpeedOptions options, IReadOnlyList<ComputeType> dtypes, CancellationToken cancel = default)
    {
        if (options.Steps < 1) throw new SettingsException($"{options.Steps} steps cannot be timed: ask for 1 or more.");
        SpeedRun.Prepare(options);
        var (hidden, vocabulary) = SpeedModel.WidthsOf(options);
        var products = (
            from type in dtypes
            from rows in new[] { MachineRates.ManyRows, SpeedWork.Prompts }
            from width in new[] { (hidden, 4 * hidden), (4 * hidden, hidden), (hidden, vocabulary) }
            select (Rows: rows, Inputs: width.Item1, Outputs: width.Item2, Type: type)).ToList();
        var seconds = products.ConvertAll(_ => new List<double>());
        var (readings, bytes) = (new List<double>(), 0L);
        var processor = ProcessMeter.ProcessorSeconds;
        ProcessMeter.ForgetPeak();
        for (var step = 0; step < options.Steps; step++)
        {
            for (var i = 0; i < products.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var p = products[i];
                seconds[i].AddRange(MachineRates.ProductSeconds(p.Rows, p.Inputs, p.Outputs, p.Type));
            }
            var (read, size) = MachineRates.ReadSeconds();
            (readings, bytes) = ([.. readings, .. read], size);
        }
        return new("gemm", options.Model, hidden, vocabulary, TorchThreads.Current, options.Steps,
            [.. products.Zip(seconds, (p, s) => new GemmProduct(p.Rows, p.Inputs, p.Outputs, $"{p.Type}".ToLowerInvariant(), Rate(p, s.Min()),
                Rate(p, StepSeconds.Median(s))))],
            bytes / readings.Min() / 1e9, bytes / StepSeconds.Median(readings) / 1e9, ProcessMeter.PeakMib, ProcessMeter.ProcessorSeconds - processor);

        static double Rate((int Rows, int Inputs, int Outputs, ComputeType) p, double s) => 2.0 * p.Rows * p.Inputs * p.Outputs / s / 1e9;
    }
}
