namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <param name="PromptTokens">Of each prompt once, however many choices it has.</param>
/// <param name="CompletionTokens">Of all choices, what ended them included.</param>
internal sealed record Usage(int PromptTokens, int CompletionTokens)
{
    public int TotalTokens => PromptTokens + CompletionTokens;
}
