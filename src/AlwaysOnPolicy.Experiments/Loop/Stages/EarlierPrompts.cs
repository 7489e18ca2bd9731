using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The wordings of an arm's prompts so far, which its author does not write again.</summary>
internal static class EarlierPrompts
{
    public static async Task<IReadOnlyList<string>> ReadAsync(IReadOnlyList<Artifact<PromptSet>> sets, StageContext stage, CancellationToken cancel)
    {
        var texts = new List<string>();
        foreach (var set in sets) texts.AddRange((await stage.ReadAsync(set, cancel)).Prompts.Select(p => p.Text));
        return texts;
    }
}
