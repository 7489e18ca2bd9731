namespace AlwaysOnPolicy.Prompts;

/// <summary>Writes the prompts that the policy is trained on next.</summary>
public interface IPromptAuthor
{
    /// <summary>Writes at most as many prompts as are asked for, none of them held out; the set says what became of the rest.</summary>
    Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel);
}
