using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>What the machine has that a run depends on: for 'aop doctor' and for the head of a report.</summary>
public sealed record MachineReport
{
    /// <summary>This product's version.</summary>
    public required string Product { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system and the processor's architecture.</summary>
    public required string System { get; init; }

    /// <summary>TorchSharp's version.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>The version of torch that TorchSharp was made for.</summary>
    public required string Torch { get; init; }

    /// <summary>The native library in use, or null when it does not load; then <see cref="NativeError"/> says why.</summary>
    public string? NativeLibrary { get; init; }

    /// <summary>Why torch does not load; null where it does.</summary>
    public string? NativeError { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Threads of torch; 0 where it does not load.</summary>
    public int TorchThreads { get; init; }

    /// <summary>Whether torch sees a CUDA device.</summary>
    public bool Cuda { get; init; }

    /// <summary>Whether the processor multiplies bfloat16 itself (AVX512-BF16 or AMX); null where that cannot be told.</summary>
    public bool? Bfloat16Hardware { get; init; }

    /// <summary>Whether torch computes a bfloat16 product here, in hardware or not.</summary>
    public bool Bfloat16Works { get; init; }

    /// <summary>The machine's memory, or what this process may have of it, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>What of it is free, in bytes; null where that cannot be told.</summary>
    public long? AvailableMemoryBytes { get; init; }

    /// <summary>Free room where runs are written, in bytes.</summary>
    public required long FreeDiskBytes { get; init; }

    /// <summary>Looks at the machine, and tries torch.</summary>
    /// <param name="folder">Where runs are written: its disk is looked at.</param>
    public static MachineReport Take(string folder)
    {
        var report = new MachineReport
        {
            Product = VersionOf(typeof(MachineReport).Assembly),
            Runtime = RuntimeInformation.FrameworkDescription,
            System = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
            TorchSharp = VersionOf(typeof(torch).Assembly),
            Torch = __version__,
            Cores = Environment.ProcessorCount,
            Bfloat16Hardware = HasBfloat16Instructions(),
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            AvailableMemoryBytes = AvailableMemory(),
            FreeDiskBytes = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace,
        };
        try
        {
            using var scope = NewDisposeScope();
            using var product = ones(2, 2, ScalarType.BFloat16).matmul(ones(2, 2, ScalarType.BFloat16));
            return report with
            {
                NativeLibrary = TorchNative.WeakenedCopy ?? TorchNative.PackagedLibrary() ?? "found by the system's loader",
                TorchThreads = get_num_threads(),
                Cuda = cuda.is_available(),
                Bfloat16Works = product[0, 0].to(ScalarType.Float32).item<float>() == 2,
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return report with { NativeError = (e.InnerException ?? e).Message };
        }
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Whether the processor multiplies bfloat16 itself; null where the system does not tell.</summary>
    public static bool? HasBfloat16Instructions()
    {
        const string cpuInfo = "/proc/cpuinfo";
        if (!File.Exists(cpuInfo)) return null;
        var flags = File.ReadLines(cpuInfo).FirstOrDefault(l => l.StartsWith("flags", StringComparison.Ordinal));
        return flags?.Split(' ').Any(f => f is "avx512_bf16" or "amx_bf16");
    }

    private static long? AvailableMemory()
    {
        const string memoryInfo = "/proc/meminfo";
        if (!File.Exists(memoryInfo)) return null;
        var line = File.ReadLines(memoryInfo).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
