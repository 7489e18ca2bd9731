namespace AlwaysOnPolicy;

/// <summary>The machine gave no more memory.</summary>
public sealed class MemoryException : UserErrorException
{
    // Of libtorch's allocator for the processor, of C++, and of CUDA.
    private static readonly string[] s_words = ["not enough memory", "std::bad_alloc", "out of memory", "DefaultCPUAllocator"];

    /// <summary>An error with this message, which says what to lower.</summary>
    public MemoryException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The settings that need the memory, as a part of a sentence.</summary>
    public static string Remedy => "lower compute.parallel_stages, ppo.mini_batch_size (or the batch_size of fine-tuning and of the reward model, with " +
        "accumulation_steps), compute.batch_size, prompt_format.max_prompt_tokens or sampling.max_new_tokens; set compute.gradient_checkpointing: true or " +
        "compute.dtype: bfloat16; or take a smaller model";

    /// <summary>True where an error, or one that it wraps, says that there is no memory left: .NET's, or one of the native libraries.</summary>
    public static bool IsOne(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is OutOfMemoryException || (error is not UserErrorException && SaysSo(error.Message))) return true;
        return false;
    }

    private static bool SaysSo(string message) => Array.Exists(s_words, w => message.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Says what this process holds, and the way out.</summary>
    /// <param name="inner">Of which <see cref="IsOne"/> is true.</param>
    public static MemoryException Of(Exception inner) => new(
        $"Memory is used up: this process holds {Environment.WorkingSet / 1e9:0.0} GB, and {Rest()} ({FirstLine(inner.Message)}). " +
        $"Close other programs, or {Remedy}.", inner);

    private static string Rest() =>
        $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB are all that it can have";

    private static string FirstLine(string text) => text.Split('\n')[0].Trim().TrimEnd('.');
}
