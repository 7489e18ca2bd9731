using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy;

/// <summary>Looks at what a method was given before anything is loaded.</summary>
internal static class Arguments
{
    /// <param name="texts">What of an item must be there.</param>
    public static void RequireTexts<T>(IReadOnlyList<T> items, string name, params ReadOnlySpan<Func<T, string?>> texts)
    {
        ArgumentNullException.ThrowIfNull(items, name);
        if (items.Count == 0) throw new ArgumentException("The list is empty; one at least is needed.", name);
        RequireEach(items, name, name, texts);
    }

    /// <summary>A list of the job's that may be empty.</summary>
    public static void RequireJobTexts<T>(IReadOnlyList<T> items, string property, params ReadOnlySpan<Func<T, string?>> texts) =>
        RequireEach(items, property, "job", texts);

    /// <summary>Ids that tell the questions apart: an answer's draw goes by its question's.</summary>
    public static void RequireDistinctIds(IReadOnlyList<Question> questions, string name)
    {
        RequireEach(questions, name, name, q => q.Id);
        if (questions.GroupBy(q => q.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"{twice.Count()} questions have the id '{twice.Key}': give each its own.", name);
    }

    private static void RequireEach<T>(IReadOnlyList<T> items, string name, string parameter, params ReadOnlySpan<Func<T, string?>> texts)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null) throw new ArgumentException($"{name}[{i}] is null.", parameter);
            foreach (var text in texts)
                if (string.IsNullOrWhiteSpace(text(items[i]))) throw new ArgumentException($"{name}[{i}] has an empty text: {items[i]}.", parameter);
        }
    }

    public static void RequireSameCount(IReadOnlyList<string> answers, string name, int questions)
    {
        ArgumentNullException.ThrowIfNull(answers, name);
        if (answers.Count != questions)
            throw new ArgumentException($"There are {answers.Count} answers to {questions} questions; one to each is needed.", name);
        for (var i = 0; i < answers.Count; i++)
            if (answers[i] is null) throw new ArgumentException($"{name}[{i}] is null; an answer may be empty, but not missing.", name);
    }

    public static void RequireModel(string model) => ArgumentException.ThrowIfNullOrWhiteSpace(model);

    /// <summary>Each folder that a job writes is new, and can be made: a job that goes on from a checkpoint may find the model that it wrote before, never
    /// the one that it starts from.</summary>
    /// <param name="beside">What the job writes beside the output: ends of their names.</param>
    public static void RequireModelAndOutput(string model, string output, JobOptions job, params string[] beside)
    {
        RequireModel(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var resumes = job.Checkpoints?.FindLatest() is not null && place != Path.TrimEndingDirectorySeparator(Path.GetFullPath(model));
        foreach (var folder in (string[])[place, .. beside.Select(end => place + end)])
            if (IsTaken(folder, resumes))
                throw new ArgumentException($"'{folder}' is there already{(folder == place ? "" : ", where the job writes too")}: name a new folder.",
                    nameof(output));
        JobFolders.RequireRoom(place);
    }

    private static void ThrowIf(bool wrong, string message, string parameter)
    {
        if (wrong) throw new ArgumentException(message, parameter);
    }

    private static bool IsTaken(string folder, bool resumes)
    {
        if (!Directory.Exists(folder)) return File.Exists(folder);
        return Directory.EnumerateFileSystemEntries(folder).Any() &&
            !(resumes && (File.Exists(Path.Combine(folder, "config.json")) || File.Exists(Path.Combine(folder, "adapter_config.json"))));
    }
}
