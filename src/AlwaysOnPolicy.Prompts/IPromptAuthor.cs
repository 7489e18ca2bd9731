namespace AlwaysOnPolicy.Prompts;

/// <summary>Writes the prompts that the policy is trained on next.</summary>
public interface IPromptAuthor
{
    Task<PromptSet> WriteAsync(AuthorRequest request, CancellationToken cancel);
}
