using AlwaysOnPolicy.Prompts.HeldOut;
using AlwaysOnPolicy.Prompts.Vanilla;

namespace AlwaysOnPolicy.Prompts.Tests.Vanilla;

public sealed class QuestionWriterTests
{
    private static readonly QuestionWriterOptions s_options =
        new() { Retries = new() { UnreadableRetries = 1, TopUps = 1 }, Concurrency = 1, FailuresInARow = 3 };

    private static Task<VanillaQuestions> WriteAsync(ScriptedChatClient client, params string[] domains) =>
        new QuestionWriter(client, "scripted", domains, 2, 2, s_options).WriteAsync(HeldOutQuestions.None, default);

    [Fact]
    public async Task Each_domain_is_asked_for_keywords_and_each_keyword_for_questions()
    {
        using var client = ScriptedChatClient.Of("1. magnets\n2. black holes", "1. ELI5: how do magnets work?\n2. ELI5: why two poles?",
            "1. ELI5: what is inside?\n2. ELI5: do they end?");
        var written = await WriteAsync(client, "explainlikeimfive");
        written.Questions.Select(q => q.Text).ShouldBe(["ELI5: how do magnets work?", "ELI5: why two poles?", "ELI5: what is inside?", "ELI5: do they end?"]);
        written.Questions.ShouldAllBe(q => q.Domain == "explainlikeimfive" && q.Origin!.Source == "scripted");
        written.Notes.ShouldBeEmpty();
        client.Asked(0).ShouldStartWith("List 2 keywords");
        client.Asked(1).ShouldContain("\"magnets\"");
        client.Asked(1).ShouldContain("Every question says ELI5.");
        client.Asked(2).ShouldContain("\"black holes\"");
    }

    [Fact]
    public async Task Domains_whose_keywords_are_given_are_not_asked_for_them()
    {
        using var client = ScriptedChatClient.Of("1. rain\n2. snow", "1. why rye?\n2. which rye?", "1. when rain?\n2. how rain?", "1. why snow?\n2. is snow?");
        var written = await new QuestionWriter(client, "scripted", ["askbaking", "weather"], 2, 2, s_options,
            keywords: new Dictionary<string, IReadOnlyList<string>> { ["askbaking"] = ["rye"] }).WriteAsync(HeldOutQuestions.None, default);
        client.Requests.Count.ShouldBe(4);
        client.Asked(0).ShouldContain("r/weather");
        client.Asked(1).ShouldContain("\"rye\"");
        written.Questions.Select(q => (q.Domain, q.Text)).ShouldBe([("askbaking", "why rye?"), ("askbaking", "which rye?"), ("weather", "when rain?"),
            ("weather", "how rain?"), ("weather", "why snow?"), ("weather", "is snow?")]);
        written.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_few_keywords_and_questions_are_topped_up()
    {
        using var client = ScriptedChatClient.Of("1. bread\n2. Bread", "1. rye", "1. why flat?", "1. Why flat\n2. why sour?", "1. how dark?\n2. why seeds?");
        var written = await WriteAsync(client, "askbaking");
        written.Questions.Select(q => q.Text).ShouldBe(["why flat?", "why sour?", "how dark?", "why seeds?"]);
        client.Asked(1).ShouldContain("Write 1 more");
        client.Asked(3).ShouldContain("Write 1 more");
        client.Asked(0).ShouldNotContain("ELI5");
    }

    [Fact]
    public async Task Repetitions_of_another_keyword_are_left_out_and_shortfalls_noted()
    {
        using var client = ScriptedChatClient.Of("1. bread\n2. rye", "1. why flat?", "1. why flat?", "1. Why flat??\n2. why dark?");
        var written = await WriteAsync(client, "askbaking");
        written.Questions.Select(q => q.Text).ShouldBe(["why flat?", "why dark?"]);
        written.Notes.ShouldBe(
        [
            "Keyword 'bread' of 'askbaking' gave 1 of 2 questions: only 1 of 2 were new after 1 requests for more.",
            "1 questions repeated one of another keyword and were left out.",
            "Faults in the vanilla writer's replies: 2 with too few new entries, 1 repeated entries.",
        ]);
    }

    [Fact]
    public async Task A_domain_without_a_keyword_is_an_error_that_names_it()
    {
        using var client = ScriptedChatClient.Of("I cannot help with that.");
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, "askbaking")))
            .Message.ShouldStartWith("'scripted' gave no keyword for domain 'askbaking': the answer held no list: \"I cannot help with that.\" (2 tries).");
        client.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keywords_in_a_row_without_a_question_end_the_work()
    {
        using var client = new ScriptedChatClient((call, _) => call < 20 ? $"1. first of {call}\n2. second of {call}" : "");
        string[] domains = [.. Enumerable.Range(0, 20).Select(i => $"domain{i}")];
        (await Should.ThrowAsync<AuthorException>(() => WriteAsync(client, domains)))
            .Message.ShouldStartWith("'scripted' gave no question for 3 keywords in a row. The last time: the answer was empty (2 tries).");
        client.Requests.Count.ShouldBe(20 + 3 * 2);
    }

    [Fact]
    public async Task Too_many_keywords_without_a_question_are_an_error_that_quotes_a_reply()
    {
        using var client = new ScriptedChatClient((_, request) => request[^1].Text.Contains("subject 7") || request[^1].Text.Contains("subject 3")
            ? "No." : Reply(request[^1].Text));
        Task Write(double share) => new QuestionWriter(client, "m", ["askbaking"], 10, 5, s_options with { FailedShare = share })
            .WriteAsync(new([], new()), default);
        await Write(0.2);
        (await Should.ThrowAsync<AuthorException>(() => Write(0.19))).Message.ShouldStartWith(
            "'m' gave no question for 2 of 10 keywords. The last time: the answer held no list: \"No.\"");
    }

    [Fact]
    public async Task Keywords_that_give_held_out_questions_alone_are_an_error_that_says_so()
    {
        using var client = new ScriptedChatClient((_, request) => request[^1].Text.StartsWith("List ", StringComparison.Ordinal)
            ? Reply(request[^1].Text) : "1. What is held out?");
        HeldOutQuestions heldOut = new([new("probe questions", "what is held out")], new());
        (await Should.ThrowAsync<AuthorException>(() => new QuestionWriter(client, "m", ["askbaking"], 10, 5, s_options).WriteAsync(heldOut, default)))
            .Message.ShouldContain("questions of the vanilla writer were dropped because they ask what is held out");
    }

    [Fact]
    public async Task A_users_error_is_not_tried_again()
    {
        using var client = ScriptedChatClient.Of(new SettingsException("the key is wrong"));
        await Should.ThrowAsync<SettingsException>(() => WriteAsync(client, "askbaking"));
        client.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_written_does_not_depend_on_how_many_calls_are_under_way()
    {
        using var one = new ScriptedChatClient((_, request) => Reply(request[^1].Text));
        using var many = new ScriptedChatClient((_, request) => Reply(request[^1].Text));
        string[] domains = ["askbaking", "askphysics", "legaladvice"];
        var first = await new QuestionWriter(one, "m", domains, 10, 5, s_options).WriteAsync(HeldOutQuestions.None, default);
        var second = await new QuestionWriter(many, "m", domains, 10, 5, s_options with { Concurrency = 8 }).WriteAsync(HeldOutQuestions.None, default);
        first.Questions.Count.ShouldBe(150);
        second.Questions.ShouldBe(first.Questions);
    }

    /// <summary>Ten keywords for a request for keywords, five questions that hold the keyword for one for questions.</summary>
    internal static string Reply(string request, int keywords = 10, int questions = 5)
    {
        var domain = request.Split("r/")[1].Split(' ', '.')[0];
        return string.Join('\n', request.StartsWith("List ", StringComparison.Ordinal)
            ? Enumerable.Range(0, keywords).Select(i => $"{i + 1}. {domain} subject {i}")
            : Enumerable.Range(0, questions).Select(i => $"{i + 1}. What about {request.Split('"')[1]} in case {i}?"));
    }

    [Fact]
    public async Task Held_out_questions_are_dropped_replaced_and_counted()
    {
        using var client = ScriptedChatClient.Of("1. bread\n2. cake", "1. Why is bread FLAT\n2. why sour?", "1. how dark?", "1. which tin?\n2. too dry?");
        var heldOut = new HeldOutQuestions([new("probe questions", "why is bread flat?")], new());
        var written = await new QuestionWriter(client, "scripted", ["askbaking"], 2, 2, s_options).WriteAsync(heldOut, default);
        written.Questions.Select(q => q.Text).ShouldBe(["why sour?", "how dark?", "which tin?", "too dry?"]);
        written.Notes.ShouldBe(["1 questions of the vanilla writer were dropped because they ask what is held out: 1 probe questions (1 by wording).",
            "Faults in the vanilla writer's replies: 1 with too few new entries."]);
    }

    [Fact]
    public void A_call_is_shown_few_shot_examples_of_its_domain_or_of_any()
    {
        using var client = ScriptedChatClient.Of();
        var writer = new QuestionWriter(client, "scripted", ["a", "b"], 2, 2, s_options,
            [new("1", "a", "one?"), new("2", "x", "two?"), new("3", "x", "three?"), new("4", "x", "four?")]);
        writer.QuestionPrompt("a", "k").ShouldContain("not to repeat: \"one?\". Reply");
        writer.QuestionPrompt("b", "k").ShouldContain("not to repeat: \"one?\"; \"two?\"; \"three?\". Reply");
        new QuestionWriter(client, "scripted", ["a"], 2, 2, s_options).QuestionPrompt("a", "k").ShouldNotContain("examples");
    }
}
