namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A domain's part in a set of prompts.</summary>
/// <param name="Domain">Its name; &quot;&quot; for none.</param>
/// <param name="Prompts">Of the set, how many.</param>
/// <param name="Reward">Mean reward of the policy's probe answers there before the prompts were written; null where it is not known.</param>
public sealed record PromptShare(string Domain, int Prompts, double? Reward);
