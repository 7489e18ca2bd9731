namespace AlwaysOnPolicy.Models.Products;

/// <summary>Threads that share work out among themselves.</summary>
internal static class Team
{
    /// <summary>Does each unit once, on at most so many threads; whoever is free takes the next.</summary>
    public static void Run(int threads, int units, Action<int> work)
    {
        threads = Math.Min(threads, units);
        if (threads <= 1)
        {
            for (var unit = 0; unit < units; unit++) work(unit);
            return;
        }
        var next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var unit = Interlocked.Increment(ref next); unit < units; unit = Interlocked.Increment(ref next)) work(unit);
        });
    }
}
