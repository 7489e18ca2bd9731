namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>What an LLM was asked to list: it decides how an answer without list markers is read.</summary>
internal enum ListOf
{
    Questions,
    Keywords,
}
