using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Prompts.Writing;

namespace AlwaysOnPolicy.Prompts.Tests.Writing;

public sealed class ListConversationTests
{
    [Fact]
    public async Task Each_answer_moves_the_index_on_and_a_request_that_brought_none_is_the_same_when_it_is_made_again()
    {
        using var client = ScriptedChatClient.Of(new ChatCallException("503"), "nothing to read", new ChatCallException("503"), "1. one?\n2. two?",
            "1. three?");
        var answer = await new ListConversation(client, new() { UnreadableRetries = 3, TopUps = 1 }, index: "7/2").AskAsync("list 3", 3, _ => true, default);
        answer.Items.Count.ShouldBe(3);
        client.Samples.ShouldBe(["7/2/0", "7/2/0", "7/2/1", "7/2/1", "7/2/2"]);
    }
}
