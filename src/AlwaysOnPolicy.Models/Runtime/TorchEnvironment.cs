using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>What libtorch and its OpenMP read from the environment, once, when they are loaded. What the user has set there has precedence.</summary>
internal static partial class TorchEnvironment
{
    /// <summary>Lets torch's threads sleep while they wait for each other, and its large tensors lie in pages of 2 MB where the system has them.</summary>
    /// <remarks>
    /// Threads: OpenMP's wait by default by looking again and again. Where another program wants the same cores, a thread then burns its time slice waiting for
    /// one that has none: a PPO step of a small model on two threads took ten times as long beside busy neighbours, and six times the processor time. Asleep
    /// they cost a wake-up, some microseconds an operation.
    /// Pages: the system hands out a new tensor's memory at its first touch, page after page. Adding 1 to [512, 50257] took 460 ms of which 450 were 25,000
    /// such faults on a virtual machine; with pages of 2 MB it takes 20.
    /// </remarks>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux()) return;
        if (!IsSet("GOMP_SPINCOUNT")) SetDefault("OMP_WAIT_POLICY", "PASSIVE");
        SetDefault("THP_MEM_ALLOC_ENABLE", "1");
    }

    private static void SetDefault(string name, string value)
    {
        if (!IsSet(name)) _ = SetVariable(name, value, 0);   // Environment.SetEnvironmentVariable would reach managed code alone
    }

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is not null;

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
