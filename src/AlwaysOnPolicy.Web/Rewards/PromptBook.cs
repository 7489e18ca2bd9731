using AlwaysOnPolicy.Experiments.OpenRlhf;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>The prompts of a job by their text: which question each is, and of which domain.</summary>
public sealed class PromptBook
{
    private readonly Dictionary<string, OpenRlhfPrompt> _prompts = new(StringComparer.Ordinal);

    /// <summary>Reads a file of prompts.</summary>
    /// <param name="file">As <c>aop export openrlhf</c> writes it.</param>
    /// <exception cref="DataException">It cannot be read, or two questions have one prompt.</exception>
    public PromptBook(string file)
    {
        File = Path.GetFullPath(file);
        foreach (var prompt in OpenRlhfPrompt.Read(File))
            if (!_prompts.TryAdd(prompt.Input, prompt))
                throw new DataException($"'{File}' has the prompt of '{prompt.Id}' twice: take one of its lines out.");
    }

    /// <summary>The file that was read.</summary>
    public string File { get; }

    /// <summary>How many prompts there are.</summary>
    public int Count => _prompts.Count;

    internal OpenRlhfPrompt? Find(string input) => _prompts.GetValueOrDefault(input);
}
