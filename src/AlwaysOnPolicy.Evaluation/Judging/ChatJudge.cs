using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Replies;
using AlwaysOnPolicy.Randomness;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Asks an LLM, with the paper's prompt. Judges favour the answer they read first, so which of the two that is gets drawn per comparison
/// from (seed, question, sample): it stays the same in every run and does not depend on the order of the list.</summary>
/// <param name="decided">Told of each verdict as soon as it is there, failed ones too; from any thread.</param>
public sealed class ChatJudge(IChatClient client, ChatJudgeOptions options, ulong seed, Action<Verdict>? decided = null) : IPairwiseJudge
{
    public string Name => options.Name;

    private int _failuresInARow;

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
        var aFirst = SeededRandom.For(seed, "judge-order", $"{pair.Sample}/{pair.Question.Id}").Next(2) == 0;
        var prompt = aFirst
            ? JudgePrompt.For(pair.Question.Text, pair.AnswerA, pair.AnswerB)
            : JudgePrompt.For(pair.Question.Text, pair.AnswerB, pair.AnswerA);
        var (preference, failure) = await AskAsync(prompt, aFirst, cancel);
        var verdict = new Verdict(pair.Question.Id, pair.Question.Domain, pair.Sample, aFirst ? "A" : "B", preference, Name, failure);
        decided?.Invoke(verdict);
        if (failure is null) Interlocked.Exchange(ref _failuresInARow, 0);
        else if (Interlocked.Increment(ref _failuresInARow) >= options.FailuresInARow)
            throw JudgeException.NoVerdicts($"{options.FailuresInARow} times in a row", verdict);
        return verdict;
    }

    private async Task<(Preference Preference, string? Failure)> AskAsync(string prompt, bool aFirst, CancellationToken cancel)
    {
        ChatAnswer answer;
        try
        {
            answer = ChatAnswer.Read(await client.GetResponseAsync(prompt, new ChatOptions { Temperature = options.Temperature }, cancel));
        }
        catch (Exception e) when (e is not UserErrorException && !cancel.IsCancellationRequested)
        {
            return (Preference.Failed, e is ChatCallException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }

        if (answer.Failure is { } failure) return (Preference.Failed, failure);
        return VerdictReply.Letter(answer.Text) switch
        {
            'A' => (aFirst ? Preference.A : Preference.B, null),
            'B' => (aFirst ? Preference.B : Preference.A, null),
            'C' => (Preference.Tie, null),
            _ => (Preference.Failed, $"The answer is not A, B or C: {ReplyText.Quoted(answer.Text)}"),
        };
    }
}
