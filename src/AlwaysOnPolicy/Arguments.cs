namespace AlwaysOnPolicy;

/// <summary>Looks at what a method was given before anything is loaded.</summary>
internal static class Arguments
{
    /// <param name="texts">What of an item must be there.</param>
    public static void RequireTexts<T>(IReadOnlyList<T> items, string name, params ReadOnlySpan<Func<T, string?>> texts)
    {
        ArgumentNullException.ThrowIfNull(items, name);
        if (items.Count == 0) throw new ArgumentException("The list is empty; one at least is needed.", name);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null) throw new ArgumentException($"{name}[{i}] is null.", name);
            foreach (var text in texts)
                if (string.IsNullOrWhiteSpace(text(items[i]))) throw new ArgumentException($"{name}[{i}] has an empty text: {items[i]}.", name);
        }
    }

    public static void RequireSameCount(IReadOnlyList<string> answers, string name, int questions)
    {
        ArgumentNullException.ThrowIfNull(answers, name);
        if (answers.Count != questions)
            throw new ArgumentException($"There are {answers.Count} answers to {questions} questions; one to each is needed.", name);
    }

    public static void RequireModel(string model) => ArgumentException.ThrowIfNullOrWhiteSpace(model);

    /// <summary>A job that goes on from a checkpoint may find what it wrote before.</summary>
    public static void RequireModelAndOutput(string model, string output, JobOptions job)
    {
        RequireModel(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        if (job.Checkpoints?.FindLatest() is not null) return;
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
            throw new ArgumentException($"'{output}' is there already: name a new folder.", nameof(output));
    }
}
