using System.CommandLine;
using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>Lets an option take certain words alone, and names the nearest of them to another.</summary>
internal static class WordOption
{
    public static void Accept<T>(Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var word in result.Tokens.Select(t => t.Value).Where(v => !words.Contains(v)))
                result.AddError($"{option.Name} has '{word}'; it takes one of: {string.Join(", ", words)}." +
                    (NearestName.Find(word, words) is { } near ? $" Did you mean '{near}'?" : ""));
        });
    }
}
