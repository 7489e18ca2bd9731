using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Replies;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>What came of one conversation.</summary>
/// <param name="Shortfall">Why there are fewer items than were asked for; null when there are not.</param>
internal sealed record ListAnswer(IReadOnlyList<ListedItem> Items, string? Shortfall);

/// <summary>Asks an LLM for a list of a certain length, and for more until it is full or the retries are spent.</summary>
/// <param name="index">Of the conversation among those that begin with the same words.</param>
/// <param name="faults">Where it is counted what was wrong with replies.</param>
internal sealed class ListConversation(
    IChatClient client, AnswerRetries retries, ListOf kind = ListOf.Questions, string index = "", ReplyFaults? faults = null)
{
    /// <param name="request">The whole request, the wanted number included.</param>
    /// <param name="accept">Decides on each entry once, in order: false for a repetition.</param>
    /// <param name="cleaned">Maps an entry before it is judged.</param>
    /// <exception cref="UserErrorException">The client says that no call can work (a wrong key, for example).</exception>
    public async Task<ListAnswer> AskAsync(
        string request, int count, Func<ListedItem, bool> accept, CancellationToken cancel, Func<ListedItem, ListedItem>? cleaned = null)
    {
        List<ChatMessage> messages = [new(ChatRole.User, request)];
        List<ListedItem> items = [];
        int failures = 0, topUps = 0, answers = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();   // a client need not look at it
            var (answer, failure) = await AnswerAsync(messages, $"{index}/{answers}", cancel);
            if (answer is not null) answers++;   // what brought none is the same request when it is made again
            var listed = failure is not null ? [] : ListParser.Parse(answer!.Text, kind, answer.Cut);
            if (listed.Count == 0)
            {
                if (answer is null) faults?.Error();
                else if (failure is not null) faults?.Unanswered();
                else faults?.Unlisted();
                if (++failures > retries.UnreadableRetries)
                    return new(items, $"{failure ?? $"the answer held no list: {ReplyText.Quoted(answer!.Text)}"} ({failures} " +
                        $"{(failures == 1 ? "try" : "tries")})");
                continue;
            }
            foreach (var item in listed.Select(i => cleaned?.Invoke(i) ?? i))
            {
                if (items.Count == count) break;
                if (accept(item)) items.Add(item);
            }
            if (items.Count == count) return new(items, null);
            faults?.TooFew();
            if (topUps++ == retries.TopUps) return new(items, $"only {items.Count} of {count} were new after {retries.TopUps} requests for more");
            messages.Add(new(ChatRole.Assistant, answer!.Text));
            messages.Add(new(ChatRole.User, $"Write {count - items.Count} more in the same form, all of them different from those above."));
        }
    }

    /// <returns>What came, and what makes it useless; no answer where nothing came.</returns>
    private async Task<(ChatAnswer? Answer, string? Failure)> AnswerAsync(List<ChatMessage> messages, string sample, CancellationToken cancel)
    {
        try
        {
            var answer = ChatAnswer.Read(await client.GetResponseAsync(messages, SampleIndex.With(sample), cancel));
            return (answer, answer.Failure);
        }
        catch (Exception error) when (error is not UserErrorException && !cancel.IsCancellationRequested)
        {
            return (null, error.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.'));
        }
    }
}
