using AlwaysOnPolicy.Cli.Commands;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Cli.Tests;

public sealed class PromptsListCommandTests
{
    private static readonly PromptRow[] s_prompts =
    [
        new("aop", 1, "000-000", "law", 1, null, "Who pays?", true, null), new("aop", 1, "000-001", "art", 1, null, "Who paints?", true, null),
    ];

    [Fact]
    public void A_domain_chooses_its_prompts_and_none_all()
    {
        PromptsListCommand.Of("art", s_prompts).ShouldBe([s_prompts[1]]);
        PromptsListCommand.Of(null, s_prompts).ShouldBe(s_prompts);
        PromptsListCommand.Of("art", []).ShouldBeEmpty();
    }

    [Fact]
    public void A_domain_that_no_prompt_is_of_is_an_error_that_names_those_there_are() =>
        Should.Throw<SettingsException>(() => PromptsListCommand.Of("law ", s_prompts)).Message
            .ShouldBe("--domain names 'law ', of which no prompt is. They are of art, law. Did you mean 'law'?");
}
