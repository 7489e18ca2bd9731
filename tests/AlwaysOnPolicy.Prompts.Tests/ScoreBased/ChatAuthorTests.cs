using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

public sealed class ChatAuthorTests
{
    private static readonly AuthorRequest Request = new()
    {
        Samples = Quadruples.Of(20, ("askbaking", -1.25), ("askphysics", 2)),
        AuthorCalls = 2,
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
        asked.ShouldStartWith(AuthorRequestText.Instruction(3));
        asked.ShouldContain("=== Domain: askbaking ===");
        asked.Split("Question: ").Length.ShouldBe(31);
        var shown = set.Calls[0].Shown;
        shown.Count.ShouldBe(30);
        foreach (var sample in Request.Samples.Where(s => shown.Any(one => one.Is(s))))
            asked.ShouldContain($"Question: {sample.Question.Text}\nAnswer: {sample.Answer}\nScore: {sample.Reward:0.000}");
        client.Asked(1).ShouldNotBe(asked);
    }

    [Fact]
    public void The_instruction_is_the_papers_word_for_word() => AuthorRequestText.Instruction(50).ShouldBe("""
        You are a writing expert. You are given a set of questions and answers, along with the domain of the question,
        and the helpfulness score for the answer with respect to the question. A higher score means that the answer is helpful with respect to
        the question. First, identify the domains in which the answers have received a poor score. Among these questions check for common
        patterns. For example, these questions could be fact-related, might use proper nouns, etc. Next, check for similar patterns in domains
        with a high score. Come up with a set of 50 questions, primarily focused on domains that have received a low score. Use common patterns
        from the high-performing questions while framing these questions, so that the generated questions would receive a high score despite
        being from the low-scoring domains. Make the questions informal, like the ones seen on Reddit, and provide a mixture of long and short
        length questions.
        """.ReplaceLineEndings(" "));

    [Fact]
    public async Task Prompts_carry_domain_call_and_model()
    {
        using var client = ScriptedChatClient.Of(List("[askbaking] a?", "[r/AskPhysics] b?", "[Serious] c?"), List("d?", "e?", "f?"));
        var set = await WriteAsync(client);
        set.Prompts.Select(p => (p.Text, p.Domain)).Take(3).ShouldBe([("a?", "askbaking"), ("b?", "askphysics"), ("[Serious] c?", null)]);
        set.Prompts.Select(p => p.Origin!.Place).ShouldBe([0, 0, 0, 1, 1, 1]);
        set.Prompts.Select(p => p.Origin!.Source).Distinct().ShouldBe(["chat:scripted"]);
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
    public async Task Calls_that_fall_short_are_made_up_for_by_further_calls()
    {
        using var client = ScriptedChatClient.Of(List("a?"), List("A?"), List("b?", "c?", "d?"), List("e?", "f?", "g?"));
        var set = await WriteAsync(client, options: new() { Retries = new() { TopUps = 1 } });
        set.Prompts.Select(p => p.Text).ShouldBe(["a?", "b?", "c?", "d?", "e?", "f?"]);
        set.Prompts.Select(p => p.Origin!.Place).ShouldBe([0, 1, 1, 1, 2, 2]);
        client.Asked(3).ShouldContain("Come up with a set of 2 questions");
        set.Notes.ShouldBe(["Author call 1 gave 1 of 3 prompts: only 1 of 3 were new after 1 requests for more.",
            "Faults in the author's replies: 2 with too few new entries, 1 repeated entries."]);
    }

    [Fact]
    public async Task A_model_that_keeps_repeating_itself_is_an_error_after_a_bounded_number_of_requests()
    {
        using var client = ScriptedChatClient.Of(List("a?"));
        var error = await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, options: new() { Retries = new() { TopUps = 2 }, ExtraCalls = 3 }));
        error.Message.ShouldStartWith(
            "'chat:scripted' wrote 1 of 6 new prompts in 2 author calls and 3 more. The last shortfall: only 0 of 3 were new after 2 requests");
        client.Requests.Count.ShouldBe(5 * 3);
    }

    [Fact]
    public async Task A_failed_call_is_retried_and_then_noted_while_the_others_go_on()
    {
        var error = new HttpRequestException("connection refused");
        using var client = ScriptedChatClient.Of(error, "no list here", error, List("a?", "b?", "c?"), List("d?", "e?", "f?"));
        var set = await WriteAsync(client);
        set.Prompts.Select(p => p.Origin!.Place).ShouldBe([1, 1, 1, 2, 2, 2]);
        set.Notes.ShouldBe(["Author call 1 gave 0 of 3 prompts: connection refused (3 tries).",
            "Faults in the author's replies: 2 errors, 1 without a list."]);
    }

    [Theory]
    [InlineData("I cannot help with that.", "the answer held no list")]
    [InlineData("", "the answer was empty")]
    public async Task When_every_call_fails_the_error_names_the_reason(string answer, string reason)
    {
        using var client = ScriptedChatClient.Of(answer);
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, options: new() { ExtraCalls = 0 }))).Message.ShouldContain(reason);
        client.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_author_whose_thoughts_never_end_is_stopped_after_so_many_calls_and_none_of_its_plan_is_a_prompt()
    {
        using var client = ScriptedChatClient.Of("<think>\n1. What is weak here?\n2. Physics, I think.");
        var options = new ChatAuthorOptions { Retries = new() { UnreadableRetries = 0 }, FailuresInARow = 3, ExtraCalls = 50 };
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, options: options))).Message
            .ShouldStartWith("'chat:scripted' gave no new prompt in 3 author calls in a row. The last time: the reply held thoughts and no answer: \"<think> " +
                "1. What is weak here?");
        client.Requests.Count.ShouldBe(3);
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
        var request = Request with { AuthorCalls = 1, Samples = [new(new("q", "a", "q?"), new string('x', 500), 1)] };
        using var client = ScriptedChatClient.Of(List("a?", "b?", "c?"));
        await WriteAsync(client, request, new() { MaxAnswerCharacters = 10 });
        await WriteAsync(client, request);
        client.Asked(0).ShouldContain("Answer: xxxxxxxxxx …\n");
        client.Asked(1).ShouldContain(new string('x', 500));
    }

    [Fact]
    public async Task Held_out_questions_are_dropped_replaced_and_counted()
    {
        var copied = Request.Samples[0].Question.Text;
        var heldOut = new HeldOutQuestions([.. Request.Samples.Select(s => new HeldOutQuestion("probe questions", s.Question.Text)),
            new("test prompts", "is rye sour?")], new());
        using var client = ScriptedChatClient.Of(List("a?", copied.ToUpperInvariant(), "Is rye sour"), List("b?", "c?"), List("d?", "e?", "f?"));
        var set = await WriteAsync(client, Request with { HeldOut = heldOut });
        set.Prompts.Select(p => p.Text).ShouldBe(["a?", "b?", "c?", "d?", "e?", "f?"]);
        set.Notes.ShouldBe(["2 prompts of the author were dropped because they ask what is held out: 1 probe questions, 1 test prompts (2 by wording).",
            "Faults in the author's replies: 1 with too few new entries."]);
    }

    [Fact]
    public async Task An_author_that_only_copies_what_it_is_shown_is_an_error_that_says_so()
    {
        var heldOut = new HeldOutQuestions([.. Request.Samples.Select(s => new HeldOutQuestion("probe questions", s.Question.Text))], new());
        using var client = new ScriptedChatClient((_, _) => List([.. Request.Samples.Take(3).Select(s => s.Question.Text)]));
        var error = await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, Request with { HeldOut = heldOut }));
        error.Message.ShouldContain("gave no new prompt in 5 author calls in a row");
        error.Message.ShouldContain("prompts of the author were dropped because they ask what is held out:");
    }

    [Fact]
    public async Task With_an_encoder_a_question_of_other_words_that_means_the_same_is_dropped()
    {
        var heldOut = new HeldOutQuestions([new("probe questions", "held", [1, 0])], new(), text => text == "near?" ? [0.96f, 0.28f] : text == "far?"
            ? [0.94f, 0.3412f] : [0, 1]);
        using var client = ScriptedChatClient.Of(List("near?", "far?", "a?"), List("b?"), List("c?", "d?", "e?"));
        var set = await WriteAsync(client, Request with { HeldOut = heldOut });
        set.Prompts.Select(p => p.Text).ShouldBe(["far?", "a?", "b?", "c?", "d?", "e?"]);
        set.Notes[0].ShouldContain("1 prompts of the author were dropped");
        set.Notes[0].ShouldContain("(1 by embedding)");
    }
}
