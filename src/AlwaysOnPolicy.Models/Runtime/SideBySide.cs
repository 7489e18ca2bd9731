using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>Parts of one piece of work on several threads at once, each part a few microseconds or more.</summary>
/// <remarks>
/// A small model's step is a thousand such pieces, and to wake a sleeping thread for each costs as much as the piece. The threads here stay awake for a moment
/// after each, and then sleep. Parts are taken one by one, and the caller takes them too: on a busy machine, where no other thread comes in time, it has done
/// them all itself and waits for nobody.
/// </remarks>
public static class SideBySide
{
    private const int AwakeMicroseconds = 100;

    private static readonly Lock s_starting = new();
    private static volatile Helper[] s_helpers = [];

    /// <summary>Runs every part once, in no certain order, and returns when all are done.</summary>
    /// <param name="parts">0 or more.</param>
    /// <param name="threads">At most these, this one among them; 1 or more.</param>
    /// <param name="work">Gets the part's number, from 0.</param>
    /// <exception cref="Exception">What the first part that failed has thrown; parts that had not begun then are left out.</exception>
    public static void Run(int parts, int threads, Action<int> work)
    {
        var others = Math.Min(threads, parts) - 1;
        if (others < 1)
        {
            for (var part = 0; part < parts; part++) work(part);
            return;
        }
        var job = new Job(parts, work);
        if (s_helpers.Length < others) Start(others);
        var helpers = s_helpers;
        for (var i = 0; i < others; i++) helpers[i].Offer(job);
        job.Help();
        job.Wait();
    }

    private static void Start(int count)
    {
        lock (s_starting)
        {
            if (s_helpers.Length < count) s_helpers = [.. s_helpers, .. Enumerable.Range(s_helpers.Length, count - s_helpers.Length).Select(_ => new Helper())];
        }
    }

    private sealed class Job(int parts, Action<int> work)
    {
        private int _next, _done;
        private volatile ExceptionDispatchInfo? _failure;

        public void Help()
        {
            while (Interlocked.Increment(ref _next) - 1 is var part && part < parts)
            {
                try
                {
                    if (_failure is null) work(part);
                }
                catch (Exception e)   // thrown again where the work was asked for
                {
                    _failure ??= ExceptionDispatchInfo.Capture(e);
                }
                Interlocked.Increment(ref _done);
            }
        }

        public void Wait()
        {
            for (var spin = new SpinWait(); Volatile.Read(ref _done) < parts;) spin.SpinOnce(sleep1Threshold: -1);
            _failure?.Throw();
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
    private sealed class Helper
    {
        private readonly SemaphoreSlim _bell = new(0);
        private Job? _offered;
        private int _sleeps;

        public Helper() => new Thread(Live) { IsBackground = true, Name = nameof(SideBySide) }.Start();

        public void Offer(Job job)
        {
            Interlocked.Exchange(ref _offered, job);
            if (Volatile.Read(ref _sleeps) == 1 && Interlocked.Exchange(ref _sleeps, 0) == 1) _bell.Release();
        }

        private void Live()
        {
            while (true) Next().Help();
        }

        private Job Next()
        {
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalMicroseconds < AwakeMicroseconds; Thread.SpinWait(8))
                if (Volatile.Read(ref _offered) is not null && Interlocked.Exchange(ref _offered, null) is { } job) return job;
            Interlocked.Exchange(ref _sleeps, 1);
            // Offered in between, the job is seen here, or its bell rings.
            if (Interlocked.Exchange(ref _offered, null) is { } late)
            {
                if (Interlocked.Exchange(ref _sleeps, 0) == 0) _bell.Wait();
                return late;
            }
            _bell.Wait();
            return Interlocked.Exchange(ref _offered, null) ?? Next();
        }
    }
}
