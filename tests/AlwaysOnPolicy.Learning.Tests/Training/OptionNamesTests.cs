using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Tinker;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Tests.Training;

/// <summary>Messages name options as C# does: the library does not know the file that its options may come from.</summary>
public sealed class OptionNamesTests
{
    private static readonly Type[] s_options = [typeof(SftOptions), typeof(RewardOptions), typeof(PpoOptions), typeof(SamplingOptions), typeof(TinkerOptions)];

    [Fact]
    public void Every_option_that_a_message_names_is_a_property()
    {
        Match[] named = [.. Texts().SelectMany(t => Regex.Matches(t, @"\b([A-Z]\w*Options)\.([A-Z]\w*)"))];
        named.Length.ShouldBeGreaterThan(20);
        foreach (var name in named)
            (s_options.Single(t => t.Name == name.Groups[1].Value).GetProperty(name.Groups[2].Value) is not null).ShouldBeTrue(name.Value);
    }

    [Fact]
    public void No_message_names_a_key_of_a_settings_file() =>
        Texts().ShouldNotContain(t => Regex.IsMatch(t, @"\b(ppo|sft|reward|training|sampling|prompt_format|compute)\.[a-z]"));

    /// <summary>Every text in the library's code.</summary>
    private static List<string> Texts()
    {
        using var file = new PEReader(File.OpenRead(typeof(PpoOptions).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var at = metadata.GetNextHandle(MetadataTokens.UserStringHandle(0)); !at.IsNil; at = metadata.GetNextHandle(at))
            texts.Add(metadata.GetUserString(at));
        return texts;
    }
}
