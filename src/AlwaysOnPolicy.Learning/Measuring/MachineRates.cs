using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Runtime;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>What the machine does at best, with the threads that torch has: the yardstick for what is computed on it.</summary>
internal static class MachineRates
{
    /// <summary>Rows of the products of training.</summary>
    public const int ManyRows = 1024;

    private const int LeastRepeats = 5;
    private const double LeastSeconds = 0.2;
    private const long Buffer = 256L << 20;   // bytes, more than any cache holds

    /// <summary>[rows, C] × [C, 4C] and [rows, 4C] × [4C, C], at their best, as one rate in GFLOP/s.</summary>
    public static double Gemm(int hidden, int rows, ComputeType type)
    {
        double Seconds(int inputs, int outputs) => ProductSeconds(rows, inputs, outputs, type).Min();
        return 2 * 2.0 * rows * hidden * 4 * hidden / (Seconds(hidden, 4 * hidden) + Seconds(4 * hidden, hidden)) / 1e9;
    }

    /// <summary>Seconds of each of several products [rows, inputs] × [inputs, outputs].</summary>
    public static List<double> ProductSeconds(int rows, int inputs, int outputs, ComputeType type)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var dtype = type == ComputeType.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var (x, weight) = (ones(rows, inputs, dtype), ones(inputs, outputs, dtype));
        return Repeat(() => mm(x, weight).Dispose());
    }

    /// <summary>Seconds of each of several readings of a buffer, and its bytes.</summary>
    public static (List<double> Seconds, long Bytes) ReadSeconds()
    {
        using var scope = NewDisposeScope();
        var buffer = ones(Buffer / sizeof(float));
        var threads = TorchThreads.Current;
        var sums = new float[threads];
        return (Repeat(() => SideBySide.Run(threads, threads, t =>
        {
            var all = MemoryMarshal.Cast<byte, float>(buffer.bytes);
            sums[t] = TensorPrimitives.Sum<float>(all[(int)((long)all.Length * t / threads)..(int)((long)all.Length * (t + 1) / threads)]);
        })), Buffer);
    }

    private static List<double> Repeat(Action work)
    {
        work();   // what is allocated or compiled at first is not the machine's rate
        var seconds = new List<double>();
        for (var clock = Stopwatch.StartNew(); seconds.Count < LeastRepeats || clock.Elapsed.TotalSeconds < LeastSeconds;)
        {
            var began = Stopwatch.GetTimestamp();
            work();
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return seconds;
    }
}
