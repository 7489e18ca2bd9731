using AlwaysOnPolicy.Models;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

public sealed class ChatAuthorTests
{
    private static readonly AuthorRequest Request = new()
    {
        Samples = Quadruples.Of(20, ("askbaking", -1.25), ("askphysics", 2)),
        Calls = 2,
        PromptsPerCall = 3,
        Seed = 11,
    };

    private static string List(params string[] questions) => string.Join('\n', questions.Select((q, i) => $"{i + 1}. {q}"));

    private static Task<PromptSet> WriteAsync(ScriptedChatClient client, AuthorRequest? request = null, ChatAuthorOptions? options = null) =>
        new ChatAuthor(client, options).WriteAsync(request ?? Request, CancellationToken.None);

    [Fact]
    public async Task The_request_holds_the_papers_prompt_and_every_quadruple()
    {
        using var client = ScriptedChatClient.Of(List("a?", "b?", "c?"), List("d?", "e?", "f?"));
        var set = await WriteAsync(client);
        var asked = client.Asked(0);
        asked.ShouldStartWith("You are a writing expert. You are given a set of questions and answers, along with the domain of the question, and the ");
        asked.ShouldContain("Come up with a set of 3 questions, primarily focused on domains that have received a low score.");
        asked.ShouldContain("=== Domain: askbaking ===");
        asked.Split("Question: ").Length.ShouldBe(31);
        var shown = set.Prompts[0].Origin.Shown;
        shown.Count.ShouldBe(30);
        foreach (var sample in Request.Samples.Where(s => shown.Contains(s.QuestionId)))
            asked.ShouldContain($"Question: {sample.Question}\nAnswer: {sample.Answer}\nScore: {sample.Reward:0.000}");
        client.Asked(1).ShouldNotBe(asked);
    }

    [Fact]
    public async Task Prompts_carry_domain_call_and_model()
    {
        using var client = ScriptedChatClient.Of(List("[askbaking] a?", "[r/AskPhysics] b?", "[Serious] c?"), List("d?", "e?", "f?"));
        var set = await WriteAsync(client);
        set.Prompts.Select(p => (p.Text, p.Domain)).Take(3).ShouldBe([("a?", "askbaking"), ("b?", "askphysics"), ("[Serious] c?", null)]);
        set.Prompts.Select(p => p.Origin.Call).ShouldBe([0, 0, 0, 1, 1, 1]);
        set.Prompts.Select(p => p.Origin.Author).Distinct().ShouldBe(["chat:scripted"]);
        set.Prompts.Select(p => p.Id).Distinct().Count().ShouldBe(6);
        set.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_few_are_topped_up_in_the_same_conversation_and_too_many_are_cut()
    {
        using var client = ScriptedChatClient.Of(List("a?", "A?", "old?"), List("b?", "c?", "x?"), List("d?", "e?", "f?", "g?"));
        var set = await WriteAsync(client, Request with { Exclude = ["Old?"] });
        set.Prompts.Select(p => p.Text).ShouldBe(["a?", "b?", "c?", "d?", "e?", "f?"]);
        client.Requests[1].Count.ShouldBe(3);
        client.Asked(1).ShouldContain("Write 2 more");
        client.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Top_ups_end_with_a_note()
    {
        using var client = ScriptedChatClient.Of(List("a?"));
        var set = await WriteAsync(client, Request with { Calls = 1 }, new() { Limits = new() { TopUps = 2 } });
        set.Prompts.Count.ShouldBe(1);
        client.Requests.Count.ShouldBe(3);
        set.Notes.ShouldBe(["Author call 0 gave 1 of 3 prompts: only 1 of 3 were new after 2 requests for more."]);
    }

    [Fact]
    public async Task A_failed_call_is_retried_and_then_noted_while_the_others_go_on()
    {
        var error = new HttpRequestException("connection refused");
        using var client = ScriptedChatClient.Of(error, "no list here", error, List("a?", "b?", "c?"));
        var set = await WriteAsync(client);
        set.Prompts.Count.ShouldBe(3);
        set.Prompts.ShouldAllBe(p => p.Origin.Call == 1);
        set.Notes.ShouldBe(["Author call 0 gave 0 of 3 prompts: connection refused (3 tries)."]);
    }

    [Fact]
    public async Task When_every_call_fails_the_error_names_the_reason()
    {
        using var client = ScriptedChatClient.Of(new HttpRequestException("connection refused"));
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(client))).Message.ShouldContain("connection refused");
        client.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_users_error_is_not_tried_again()
    {
        using var client = ScriptedChatClient.Of(new SettingsException("the key is wrong"));
        await Should.ThrowAsync<SettingsException>(() => WriteAsync(client));
        client.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_ends_the_work()
    {
        using var client = ScriptedChatClient.Of(List("a?", "b?", "c?"));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new ChatAuthor(client).WriteAsync(Request, cancelled.Token));
    }

    [Fact]
    public async Task Long_answers_are_cut_only_when_asked()
    {
        var request = Request with { Calls = 1, Samples = [new("q", "a", "q?", new string('x', 500), 1)] };
        using var client = ScriptedChatClient.Of(List("a?", "b?", "c?"));
        await WriteAsync(client, request, new() { MaxAnswerCharacters = 10 });
        await WriteAsync(client, request);
        client.Asked(0).ShouldContain("Answer: xxxxxxxxxx …\n");
        client.Asked(1).ShouldContain(new string('x', 500));
    }
}
