using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Replies;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Asks an LLM, with the paper's prompt. Judges favour the answer that they read first, so each comparison is asked in both orders; in a single order
/// the lot falls by (seed, question, sample, both answers): the same in every run and whatever the order of the list, and another for other models.</summary>
/// <param name="seed">Of the lot.</param>
/// <param name="decided">Told of each verdict as soon as it is there, failed ones too, and of the tokens that all its calls took, as far as the service reports
/// them; from any thread.</param>
public sealed class ChatJudge(IChatClient client, ChatJudgeOptions options, ulong seed, Action<Verdict, UsageDetails>? decided = null) : IPairwiseJudge
{
    /// <summary>The name that the options give.</summary>
    public string Name => options.Name;

    private int _failuresInARow;

    /// <summary>Asks for each comparison, in one order or both; the verdicts are in the order of <paramref name="comparisons"/>.</summary>
    /// <exception cref="ChatException">No call can work: a refused key, an unknown model, a spent quota.</exception>
    /// <exception cref="JudgeException">Too many comparisons in a row got no verdict.</exception>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel)
    {
        var verdicts = new Verdict[comparisons.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Concurrency), CancellationToken = cancel };
        await Parallel.ForAsync(0, comparisons.Count, parallel, async (i, stop) => verdicts[i] = await JudgeAsync(comparisons[i], stop));
        return verdicts;
    }

    private async Task<Verdict> JudgeAsync(Comparison pair, CancellationToken cancel)
    {
        var usage = new UsageDetails();
        var verdict = options.Orders == JudgeOrders.Single ? await InOneOrderAsync(pair, usage, cancel) : await InBothOrdersAsync(pair, usage, cancel);
        decided?.Invoke(verdict, usage);
        if (verdict.Failure is null) Interlocked.Exchange(ref _failuresInARow, 0);
        else if (Interlocked.Increment(ref _failuresInARow) >= options.FailuresInARow)
            throw JudgeException.NoVerdicts($"{options.FailuresInARow} times in a row", verdict);
        return verdict;
    }

    private async Task<Verdict> InOneOrderAsync(Comparison pair, UsageDetails usage, CancellationToken cancel)
    {
        var aFirst = SeededRandom.For(seed, "judge-order", $"{pair.Sample}/{pair.Question.Id}\n{pair.AnswerA}\n{pair.AnswerB}").Next(2) == 0;
        var reading = await AskAsync(pair, aFirst, usage, cancel);
        return Of(pair, reading.Preference, reading) with { AFirst = aFirst ? reading.Preference : null, BFirst = aFirst ? null : reading.Preference };
    }

    /// <summary>Where the first reading fails the second is not asked: the comparison has no verdict already.</summary>
    private async Task<Verdict> InBothOrdersAsync(Comparison pair, UsageDetails usage, CancellationToken cancel)
    {
        var first = await AskAsync(pair, aFirst: true, usage, cancel);
        if (first.Failure is not null) return Of(pair, Preference.Failed, first) with { AFirst = first.Preference };
        var second = await AskAsync(pair, aFirst: false, usage, cancel);
        return Of(pair, Verdict.Together(first.Preference, second.Preference), second) with { AFirst = first.Preference, BFirst = second.Preference };
    }

    private Verdict Of(Comparison pair, Preference preference, Reading last) =>
        new(pair.Question.Id, pair.Question.Domain, pair.Sample, preference, Name, last.Failure) { Refused = last.Refused };

    /// <summary>Asks again where an answer came and could not be read.</summary>
    private async Task<Reading> AskAsync(Comparison pair, bool aFirst, UsageDetails usage, CancellationToken cancel)
    {
        var answers = 0;
        for (var retries = 0; ; retries++)
        {
            var index = $"{pair.Question.Id}/{pair.Sample} {(aFirst ? "AB" : "BA")} {pair.Attempt}.{answers}";
            var (reading, came, readable) = await AskOnceAsync(pair, aFirst, index, usage, cancel);
            if (readable || retries == options.Retries.UnreadableRetries) return reading;
            if (came) answers++;   // what brought none is the same request when it is made again
        }
    }

    /// <param name="index">Of the request among those with the same words.</param>
    /// <returns>Whether an answer came; and whether asking again would bring no other.</returns>
    private async Task<(Reading Reading, bool Came, bool Readable)> AskOnceAsync(
        Comparison pair, bool aFirst, string index, UsageDetails usage, CancellationToken cancel)
    {
        var (first, second) = aFirst ? (pair.AnswerA, pair.AnswerB) : (pair.AnswerB, pair.AnswerA);
        var prompt = options.Reasoning ? JudgePrompt.WithReasoning(pair.Question.Text, first, second) : JudgePrompt.For(pair.Question.Text, first, second);
        ChatAnswer answer;
        try
        {
            var response = await client.GetResponseAsync(prompt, SampleIndex.With(index, new ChatOptions { Temperature = options.Temperature }), cancel);
            if (response.Usage is { } used) usage.Add(used);
            answer = ChatAnswer.Read(response);
        }
        catch (Exception e) when (e is not UserErrorException && !cancel.IsCancellationRequested)
        {
            return (new(Preference.Failed, e is ChatCallException ? e.Message : $"{e.GetType().Name}: {e.Message}"),
                false, e is not ChatCallException { Failure: CallFailure.Unreadable });
        }

        if (answer.Failure is { } failure) return (new(Preference.Failed, failure, answer.Refused), true, true);
        return (options.Reasoning ? VerdictReply.LastLetter(answer.Text) : VerdictReply.Letter(answer.Text)) switch
        {
            'A' => (new Reading(aFirst ? Preference.A : Preference.B), true, true),
            'B' => (new Reading(aFirst ? Preference.B : Preference.A), true, true),
            'C' => (new Reading(Preference.Tie), true, true),
            _ => (new Reading(Preference.Failed, options.Reasoning
                ? $"The last line is not A, B or C: {ReplyText.Quoted(VerdictReply.LastLine(answer.Text))}"
                : $"The answer is not A, B or C: {ReplyText.Quoted(answer.Text)}", JudgeRefusal.Is(answer.Text)), true, false),
        };
    }

    /// <summary>What came of asking once.</summary>
    private sealed record Reading(Preference Preference, string? Failure = null, bool Refused = false);
}
