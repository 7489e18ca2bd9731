using TorchSharp;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>The one place that sets how many threads a torch operation uses.</summary>
public static class TorchThreads
{
    /// <summary>Threads of an operation that begins now.</summary>
    public static int Current => torch.get_num_threads();

    /// <summary>Sets the threads of every later operation of the process.</summary>
    /// <param name="threads">1 or more.</param>
    public static void Set(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        torch.set_num_threads(threads);
    }
}
