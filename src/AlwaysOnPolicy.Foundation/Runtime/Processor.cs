using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AlwaysOnPolicy.Runtime;

/// <summary>The processor as far as results depend on it: another instruction set adds numbers up in another order.</summary>
public static class Processor
{
    /// <summary>Its model and widest instruction set, such as "AMD EPYC 7B13, AVX2".</summary>
    public static string Description { get; } = $"{Model()}, {InstructionSet()}";

    private static string Model()
    {
        const string cpuInfo = "/proc/cpuinfo";
        var line = File.Exists(cpuInfo) ? File.ReadLines(cpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[^1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : AdvSimd.IsSupported ? "NEON" : "no wide instructions";
}
