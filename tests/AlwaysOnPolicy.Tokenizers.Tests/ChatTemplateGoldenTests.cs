using System.Text.Json;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>The four standard chat templates, rendered as text.</summary>
public sealed class ChatTemplateGoldenTests
{
    public static TheoryData<string> Templates => [.. Entries().Select(e => e.GetProperty("template").GetString()!).Distinct()];

    [Theory, MemberData(nameof(Templates))]
    public void Conversations_are_rendered_as_by_the_reference(string name)
    {
        var template = new ChatTemplate(File.ReadAllText(Goldens.File_("tokenizers", $"chat-templates/{name}.jinja")), "the goldens");
        var count = 0;
        foreach (var c in Entries().Where(e => e.GetProperty("template").GetString() == name))
        {
            count++;
            ChatTurn[] turns = [.. c.GetProperty("messages").EnumerateArray()
                .Select(m => new ChatTurn(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
            Dictionary<string, string> special = new()
            {
                ["bos_token"] = c.GetProperty("bos_token").GetString()!,
                ["eos_token"] = c.GetProperty("eos_token").GetString()!
            };
            string Render() => template.Render(turns, c.GetProperty("add_generation_prompt").GetBoolean(), special).Text;
            if (c.TryGetProperty("rendered", out var rendered)) Render().ShouldBe(rendered.GetString());
            else Should.Throw<UserErrorException>(Render);
        }
        count.ShouldBeGreaterThan(0);
    }

    private static JsonElement[] Entries() => [.. Goldens.Json(Goldens.File_("tokenizers", "chat-templates/rendered.json")).EnumerateArray()];
}
