using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>Lets torch's threads sleep while they wait for each other.</summary>
/// <remarks>
/// libtorch computes on OpenMP's threads, which by default wait by looking again and again. Where another program wants the same cores, a thread then burns its
/// time slice waiting for one that has none: a PPO step of a small model on two threads took ten times as long beside busy neighbours, and six times the
/// processor time. Asleep they cost a wake-up, some microseconds an operation. OMP_WAIT_POLICY and GOMP_SPINCOUNT in the environment have precedence.
/// </remarks>
internal static partial class OpenMpThreads
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Has to come before libtorch is loaded, which reads the environment once.</summary>
    public static void Sleep()
    {
        if (!OperatingSystem.IsLinux()) return;
        if (Environment.GetEnvironmentVariable(WaitPolicy) is null && Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is null)
            _ = SetVariable(WaitPolicy, "PASSIVE", 0);   // Environment.SetEnvironmentVariable would reach managed code alone
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
