using System.Runtime.InteropServices;

namespace AlwaysOnPolicy.Runtime;

/// <summary>The processor time of the thread that asks.</summary>
public static partial class ThreadClock
{
    private const int LinuxThreadClock = 3, MacThreadClock = 16;

    /// <summary>User and system time since the thread began.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not tell.</exception>
    public static TimeSpan Now
    {
        get
        {
            if (OperatingSystem.IsWindows())
                return GetThreadTimes(GetCurrentThread(), out _, out _, out var kernel, out var user)
                    ? TimeSpan.FromTicks(kernel + user) : throw new PlatformNotSupportedException();
            return GetTime(OperatingSystem.IsMacOS() ? MacThreadClock : LinuxThreadClock, out var time) == 0
                ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
                : throw new PlatformNotSupportedException();
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetThreadTimes(nint thread, out long created, out long ended, out long kernel, out long user);

    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
