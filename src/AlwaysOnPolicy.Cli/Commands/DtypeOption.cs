using System.CommandLine;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary>--dtype, of the commands that train.</summary>
internal static class DtypeOption
{
    private static readonly (ComputeType Type, string Word)[] s_words = [.. Enum.GetValues<ComputeType>().Select(t => (t, $"{t}".ToLowerInvariant()))];

    public static Option<string?> Create()
    {
        var option = new Option<string?>("--dtype")
        {
            HelpName = "type",
            Description = $"Numbers that the model's layers are multiplied in: {string.Join(" or ", s_words.Select(w => w.Word))}. Float32 unless given; " +
                "bfloat16 is several times as fast where aop doctor says that the processor has it. Weights stay float32."
        };
        return option.AcceptOnlyFromAmong([.. s_words.Select(w => w.Word)]);
    }

    public static ComputeType Read(string? word) => s_words.FirstOrDefault(w => w.Word == word).Type;
}
