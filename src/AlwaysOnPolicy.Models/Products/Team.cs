using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AlwaysOnPolicy.Models.Products;

/// <summary>Threads that share work out among themselves.</summary>
/// <remarks>A token of a small model is hundreds of pieces of work, each shorter than it takes to wake a thread that sleeps. So helpers look for the next
/// piece for a while before they sleep; and whoever asks waits for those alone that have begun, so that one that wakes late costs nothing.</remarks>
internal static class Team
{
    private static readonly long s_patience = Stopwatch.Frequency / 10_000;   // 0.1 ms
    private static readonly SemaphoreSlim s_wake = new(0);
    private static readonly Lock s_starting = new();
    private static int s_helpers, s_asleep;
    private static Job? s_job;

    /// <summary>Does each unit once, on at most so many threads; whoever is free takes the next.</summary>
    public static void Run(int threads, int units, Action<int> work)
    {
        threads = Math.Min(threads, units);
        if (threads <= 1)
        {
            for (var unit = 0; unit < units; unit++) work(unit);
            return;
        }
        if (Volatile.Read(ref s_helpers) < threads - 1) Start(threads - 1);
        var job = new Job(units, threads - 1, work);
        Volatile.Write(ref s_job, job);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref s_asleep) is > 0 and var asleep) s_wake.Release(asleep);
        job.Help();
        job.Wait();
    }

    private static void Start(int helpers)
    {
        lock (s_starting)
            for (; s_helpers < helpers; s_helpers++)
            {
                var number = s_helpers;
                new Thread(() => Help(number)) { IsBackground = true, Name = $"Products {number + 1}" }.Start();
            }
    }

    private static void Help(int number)
    {
        var (before, since) = ((Job?)null, Stopwatch.GetTimestamp());
        while (true)
        {
            if (Volatile.Read(ref s_job) is { } job && job != before)
            {
                before = job;
                if (number < job.Helpers) job.Help();
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetTimestamp() - since < s_patience) Thread.SpinWait(10);
            else
            {
                Interlocked.Increment(ref s_asleep);
                if (Volatile.Read(ref s_job) == before) s_wake.Wait();
                Interlocked.Decrement(ref s_asleep);
                since = Stopwatch.GetTimestamp();
            }
        }
    }

    private sealed class Job(int units, int helpers, Action<int> work)
    {
        private int _next = -1, _active;
        private ExceptionDispatchInfo? _failed;

        public int Helpers => helpers;

        public void Help()
        {
            Interlocked.Increment(ref _active);
            try
            {
                for (var unit = Interlocked.Increment(ref _next); unit < units; unit = Interlocked.Increment(ref _next)) work(unit);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failed, ExceptionDispatchInfo.Capture(e), null);
                Interlocked.Exchange(ref _next, units);
            }
            Interlocked.Decrement(ref _active);
        }

        public void Wait()
        {
            for (var spin = new SpinWait(); Volatile.Read(ref _active) > 0;) spin.SpinOnce(sleep1Threshold: -1);
            _failed?.Throw();
        }
    }
}
