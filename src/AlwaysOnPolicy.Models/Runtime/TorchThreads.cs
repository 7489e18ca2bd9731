using TorchSharp;

namespace AlwaysOnPolicy.Models.Runtime;

/// <summary>The one place that sets how many threads a torch operation uses.</summary>
public static class TorchThreads
{
    // Of narrower networks an operation is done before a second thread has woken up.
    private const int LeastWidth = 256;

    private static int s_set;

    /// <summary>Threads of an operation that begins now, but for those that <see cref="For"/> holds to one.</summary>
    public static int Current => s_set > 0 ? s_set : s_set = torch.get_num_threads();

    /// <summary>Sets the threads of every later operation of the process.</summary>
    /// <param name="threads">1 or more.</param>
    public static void Set(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        s_set = threads;
        torch.set_num_threads(threads);
    }

    /// <summary>Until the result is disposed of, torch's operations on this thread use as many threads as a network of this width gains by: one if it is
    /// narrow. This project's own products and attention, which take more at a time, go on with <see cref="Current"/>.</summary>
    /// <param name="width">The size of its hidden states.</param>
    public static IDisposable For(int width)
    {
        var (before, wanted) = (torch.get_num_threads(), width < LeastWidth ? 1 : Current);
        if (before == wanted) return Scope.Nothing;
        torch.set_num_threads(wanted);
        return new Scope(before);
    }

    private sealed class Scope(int before) : IDisposable
    {
        public static Scope Nothing { get; } = new(0);

        public void Dispose()
        {
            if (before > 0) torch.set_num_threads(before);
        }
    }
}
