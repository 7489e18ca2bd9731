using System.CommandLine;
using System.Text.Json;
using AlwaysOnPolicy.Models.Checkpoints;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>--saved-type, of the commands that write trained weights.</summary>
internal static class SavedTypeOption
{
    private static readonly (SavedType Type, string Word)[] s_words = [.. Enum.GetValues<SavedType>()
        .Select(t => (t, JsonNamingPolicy.SnakeCaseLower.ConvertName($"{t}")))];

    /// <param name="own">What the word own means to the command.</param>
    public static Option<string?> Create(string own)
    {
        var option = new Option<string?>("--saved-type")
        {
            HelpName = "type",
            Description = $"Number type of the weights on disk: {string.Join(" or ", s_words.Select(w => w.Word))}. Float32 unless given; {own}."
        };
        WordOption.Accept(option, [.. s_words.Select(w => w.Word)]);
        return option;
    }

    public static SavedType Read(string? word) => s_words.FirstOrDefault(w => w.Word == word).Type;
}
