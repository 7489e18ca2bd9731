using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Evaluation.Tests.Judging;

public sealed class ChatJudgeTests
{
    private static readonly AnswerRetries s_none = new() { UnreadableRetries = 0 };

    [Fact]
    public async Task The_prompt_is_the_papers_word_for_word()
    {
        var seen = "";
        using var client = new ScriptedClient(prompt => { seen = prompt; return "C"; });
        var verdict = await Judge(client, Pair("q", "why?", "use {} twice", "no"));
        var (first, second) = verdict.AFirst is not null ? ("use {} twice", "no") : ("no", "use {} twice");
        seen.ShouldBe(
            "Imagine you are an evaluator who is evaluating answers. You need to evaluate two potential responses to determine whether any one is " +
            "more helpful in resolving your issue or following the guidance provided. Consider which response provides the most practical, " +
            "informative, and supportive guidance for your situation. Return C if both the responses are similar in quality and helpfulness. " +
            $"Question/task: why? Response A: {first} Response B: {second}. Return answer as single letter: A or B or C. " +
            "Do not add any additional text to the answer.");
    }

    [Fact]
    public async Task A_judge_that_always_says_A_prefers_what_it_was_shown_first()
    {
        using var client = new ScriptedClient(_ => "A");
        var verdicts = await Judge(client, [.. Enumerable.Range(0, 200).Select(i => Pair($"q{i}"))]);
        verdicts.ShouldAllBe(v => v.Preference == (v.AFirst ?? Preference.B));
        verdicts.Count(v => v.AFirst is not null).ShouldBeInRange(70, 130);
    }

    [Fact]
    public async Task A_judge_that_reads_the_answers_is_mapped_back_to_them()
    {
        using var client = new ScriptedClient(p => p.IndexOf("good", StringComparison.Ordinal) < p.IndexOf("bad", StringComparison.Ordinal) ? "A" : "B");
        var verdicts = await Judge(client, [.. Enumerable.Range(0, 20).Select(i => Pair($"q{i}", a: "good", b: "bad"))]);
        verdicts.ShouldAllBe(v => v.Preference == Preference.A);
        verdicts.Select(v => v.QuestionId).ShouldBe(Enumerable.Range(0, 20).Select(i => $"q{i}"));
    }

    [Fact]
    public async Task What_is_shown_first_does_not_depend_on_the_order_of_the_list()
    {
        using var client = new ScriptedClient(_ => "C");
        Comparison[] pairs = [.. Enumerable.Range(0, 30).Select(i => Pair($"q{i}"))];
        var forward = await Judge(client, pairs);
        var backward = await Judge(client, [.. pairs.Reverse()]);
        backward.Reverse().ShouldBe(forward);
    }

    [Theory]
    [InlineData("D", "D")]
    [InlineData("Both have\ntheir merits.", "Both have their merits.")]
    public async Task A_reply_that_is_no_verdict_is_a_failure_that_keeps_the_words(string reply, string kept)
    {
        using var client = new ScriptedClient(_ => reply);
        var verdict = await Judge(client, Pair("q"));
        verdict.Preference.ShouldBe(Preference.Failed);
        verdict.Failure.ShouldBe($"The answer is not A, B or C: \"{kept}\"");
    }

    [Fact]
    public async Task The_words_of_a_long_reply_are_cut()
    {
        using var client = new ScriptedClient(_ => new string('x', 5000));
        (await Judge(client, Pair("q"))).Failure.ShouldNotBeNull().Length.ShouldBeLessThan(300);
    }

    [Fact]
    public async Task A_judge_that_thinks_aloud_is_read()
    {
        using var client = new ScriptedClient(_ => "<think>\nB? No.\n</think>\n\n**A**");
        var verdict = await Judge(client, Pair("q"));
        verdict.Preference.ShouldBe(verdict.AFirst is null ? Preference.B : Preference.A);
    }

    [Fact]
    public async Task An_error_of_the_client_fails_its_own_comparison_only()
    {
        using var client = new ScriptedClient(p => p.Contains("why 1?") ? throw new HttpRequestException("503 overloaded") : "C");
        var verdicts = await Judge(client, [Pair("q0", "why 0?"), Pair("q1", "why 1?"), Pair("q2", "why 2?")]);
        verdicts.Select(v => v.Preference).ShouldBe([Preference.Tie, Preference.Failed, Preference.Tie]);
        verdicts[1].Failure.ShouldBe("HttpRequestException: 503 overloaded");
        verdicts[0].Failure.ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_answer_is_a_failure_with_its_reason()
    {
        using var client = new ScriptedClient(_ => " ");
        var verdict = await Judge(client, Pair("q"));
        (verdict.Preference, verdict.Failure).ShouldBe((Preference.Failed, "the answer was empty"));
    }

    [Fact]
    public async Task Failed_verdicts_stay_in_the_denominator_and_count_for_neither()
    {
        // 4 readable verdicts (A better), 3 ties, 3 that cannot be read: 4 of 10.
        using var client = new ScriptedClient(p => Question(p) switch
        {
            < 4 => p.IndexOf("good", StringComparison.Ordinal) < p.IndexOf("bad", StringComparison.Ordinal) ? "A" : "B",
            < 7 => "C",
            _ => "Both have their merits.",
        });
        var verdicts = await Judge(client, [.. Enumerable.Range(0, 10).Select(i => Pair($"q{i}", $"why {i}?", "good", "bad"))]);
        var rate = WinRate.Count(verdicts);
        (rate.Prompts, rate.AWins, rate.BWins, rate.Ties, rate.Failed, rate.AWinRate).ShouldBe((10, 4, 0, 3, 3, 0.4));
    }

    [Fact]
    public async Task A_users_error_ends_the_judging()
    {
        using var client = new ScriptedClient(_ => throw new ChatException("the key was refused"));
        await Should.ThrowAsync<ChatException>(() => Judge(client, Pair("q")));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("words")]
    [InlineData("thoughts")]
    public async Task A_judge_without_a_verdict_so_many_times_in_a_row_ends_the_judging(string kind)
    {
        var calls = 0;
        using var client = new ScriptedClient(_ =>
        {
            Interlocked.Increment(ref calls);
            return kind switch
            {
                "error" => throw new HttpRequestException("connection refused"),
                "words" => "Both have merits.",
                _ =>
                "<think>\nhm, both have merits"
            };
        });
        var judge = new ChatJudge(client, new() { Name = "m", FailuresInARow = 4, Concurrency = 1, Orders = JudgeOrders.Single, Retries = s_none }, 0);
        var message = (await Should.ThrowAsync<JudgeException>(() => judge.JudgeAsync(Pairs(50), default))).Message;
        calls.ShouldBe(4);
        message.ShouldContain("'m' gave no verdict 4 times in a row");
        message.ShouldContain(kind == "error" ? "connection refused" : "both have merits", Case.Insensitive);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_asked_for_again_as_another_sample_and_a_refusal_is_not()
    {
        var replies = new Queue<string>(["hm", "hm", "B"]);
        var asked = new List<string>();
        using var client = new ScriptedClient(_ => replies.Dequeue(), asked.Add);
        var judge = new ChatJudge(client, new() { Orders = JudgeOrders.Single, Retries = new() { UnreadableRetries = 2 } }, 0);
        (await judge.JudgeAsync([Pair("q") with { Attempt = 3 }], default))[0].Failure.ShouldBeNull();
        asked.Select(a => a[^3..]).ShouldBe(["3.0", "3.1", "3.2"]);
        asked.Select(a => a[..^3]).Distinct().ShouldHaveSingleItem().ShouldStartWith("q/0 ");

        asked.Clear();
        using var empty = new ScriptedClient(_ => " ", asked.Add);
        await new ChatJudge(empty, new() { Orders = JudgeOrders.Single, Retries = new() { UnreadableRetries = 2 } }, 0).JudgeAsync([Pair("q")], default);
        asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Both_orders_are_samples_of_their_own_also_where_the_answers_are_alike()
    {
        var asked = new List<string>();
        using var client = new ScriptedClient(_ => "C", asked.Add);
        await new ChatJudge(client, new() { Concurrency = 1 }, 0).JudgeAsync([Pair("q", a: "same", b: "same")], default);
        asked.ShouldBe(["q/0 AB 0.0", "q/0 BA 0.0"]);
    }

    [Fact]
    public async Task A_verdict_between_failures_begins_the_count_anew()
    {
        var calls = 0;
        using var client = new ScriptedClient(_ => Interlocked.Increment(ref calls) % 3 == 0 ? "C" : "hm");
        var judge = new ChatJudge(client, new() { FailuresInARow = 3, Concurrency = 1, Orders = JudgeOrders.Single, Retries = s_none }, 0);
        var verdicts = await judge.JudgeAsync(Pairs(30), default);
        verdicts.Count(v => v.Preference == Preference.Failed).ShouldBe(20);
    }

    [Fact]
    public async Task Each_verdict_is_told_as_it_comes()
    {
        using var client = new ScriptedClient(_ => "C");
        var told = new System.Collections.Concurrent.ConcurrentQueue<Verdict>();
        var verdicts = await new ChatJudge(client, new(), 0, (verdict, _) => told.Enqueue(verdict)).JudgeAsync(Pairs(12), default);
        told.ShouldBe(verdicts, ignoreOrder: true);
    }

    [Fact]
    public async Task A_verdict_is_told_with_the_tokens_of_all_its_calls()
    {
        using var client = new ScriptedClient(p => p.Contains("unreadable", StringComparison.Ordinal) ? "hm" : "C", tokens: 5);
        var told = new System.Collections.Concurrent.ConcurrentDictionary<string, long?>();
        await new ChatJudge(client, new() { Orders = JudgeOrders.Both, Retries = new() { UnreadableRetries = 2 } }, 0,
            (verdict, usage) => told[verdict.QuestionId] = usage.TotalTokenCount).JudgeAsync([Pair("both"), Pair("none", a: "unreadable")], default);
        (told["both"], told["none"]).ShouldBe((2 * 5, 3 * 5));   // two orders; asked once and twice again in the first order
    }

    [Theory]
    [InlineData(2, 0.2, false)]
    [InlineData(3, 0.2, true)]
    [InlineData(1, 0.0, true)]
    [InlineData(0, 0.0, false)]
    [InlineData(10, 1.0, false)]
    public void More_failed_verdicts_than_the_share_allows_are_an_error_that_quotes_one(int failed, double share, bool stops)
    {
        Verdict[] verdicts = [.. Enumerable.Range(0, 10).Select(i => new Verdict(
            $"q{i}", null, 0, i < failed ? Preference.Failed : Preference.Tie, "m", i < failed ? "it said \"hm\"" : null))];
        if (stops)
            Should.Throw<JudgeException>(() => JudgeException.RequireShare(verdicts, share, "evaluation.judge.failed_share")).Message.ShouldContain(
                $"{failed} of 10 comparisons, more than the share of {share:0.##}");
        else JudgeException.RequireShare(verdicts, share, "evaluation.judge.failed_share");
        if (stops) Should.Throw<JudgeException>(() => JudgeException.RequireShare(verdicts, share,
            "evaluation.judge.failed_share")).Message.ShouldContain("it said \"hm\"");
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        using var client = new ScriptedClient(_ => "C");
        await new ChatJudge(client, new() { Concurrency = 3 }, 0).JudgeAsync([.. Enumerable.Range(0, 30).Select(i => Pair($"q{i}"))], default);
        client.MostUnderWay.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Cancelling_stops_instead_of_failing_comparisons()
    {
        using var client = new ScriptedClient(_ => "C");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new ChatJudge(client, new(), 0).JudgeAsync([Pair("q")], stop.Token));
    }

    private static int Question(string prompt) => int.Parse(prompt.Split("why ")[1].Split('?')[0]);

    private static async Task<Verdict> Judge(ScriptedClient client, Comparison pair, JudgeOrders orders = JudgeOrders.Single, bool reasoning = false) =>
        (await Judge(client, [pair], orders, reasoning))[0];

    private static Task<IReadOnlyList<Verdict>> Judge(
        ScriptedClient client, IReadOnlyList<Comparison> pairs, JudgeOrders orders = JudgeOrders.Single, bool reasoning = false) =>
        new ChatJudge(client, new() { Name = "scripted", Orders = orders, Reasoning = reasoning }, seed: 7).JudgeAsync(pairs, default);

    private static Comparison[] Pairs(int count) => [.. Enumerable.Range(0, count).Select(i => Pair($"q{i}"))];

    private static Comparison Pair(string id, string question = "why?", string a = "one", string b = "two") =>
        new(new(id, "askbaking", question), 0, a, true, b, true);
}
