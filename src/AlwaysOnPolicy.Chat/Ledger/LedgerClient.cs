using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using AlwaysOnPolicy.Chat.Batching;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>Asks each request once: an answer that the ledger holds is given without a call, any other request is recorded before it is sent, within the
/// budget, and its answer before it is used.</summary>
/// <param name="price">Null where none is known.</param>
/// <param name="grace">How long a call that was sent may still be answered after whoever asked gave up: it is paid for already.</param>
internal sealed class LedgerClient(IChatClient inner, CallLedger ledger, CallPurpose purpose, ChatSettings settings, ModelPrice? price, CallBudget budget,
    TimeSpan? grace = null) : DelegatingChatClient(inner)
{
    private const int TokensOfAMessagesFrame = 16, BytesOfAToken = 4;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50), s_grace = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim? _slots = CallSlots.Of(settings);

    /// <exception cref="BudgetException">The budget has no room for the call.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        var (sample, plain) = (SampleIndex.Of(options), SampleIndex.Without(options));
        var input = sent.Sum(m => (long)Encoding.UTF8.GetByteCount(m.Text) + TokensOfAMessagesFrame) + Encoding.UTF8.GetByteCount(plain?.Instructions ?? "");
        var output = plain?.MaxOutputTokens ?? settings.MaxOutputTokens ?? 0;
        var goesOn = GetService(typeof(BatchChatClient)) is BatchChatClient batches && await batches.GoesOnAsync(sent, plain);
        var call = new PlannedCall(RequestKey.Of(settings, sent, plain, sample), sample, purpose, settings.Provider, settings.Model, input + output,
            price?.Of(input, output), goesOn);
        if (_slots is not null) await _slots.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (await ledger.BeginAsync(call, budget))
                {
                    case Beginning.Answered answered: return answered.Answer.ToResponse();
                    case Beginning.Spent spent:
                        throw new BudgetException(
                            $"The budget is spent: {spent.What}. What was paid for is kept: raise the budget, and the same command goes on from " +
                            "here; 'aop ledger' with the run's folder says what it went to.");
                    case Beginning.Recorded recorded: return await SendAsync(recorded.Id, sent, plain, (input / BytesOfAToken) + output, cancellationToken);
                    default: await Task.Delay(s_look, cancellationToken); break;
                }
            }
        }
        finally
        {
            _slots?.Release();
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    private async Task<ChatResponse> SendAsync(long id, IReadOnlyList<ChatMessage> messages, ChatOptions? options, long tokens, CancellationToken cancel)
    {
        var (trace, began) = (CallTrace.Begin(tokens), Stopwatch.GetTimestamp());
        using var own = new CancellationTokenSource();
        await using var givenUp = cancel.Register(() => own.CancelAfter(grace ?? s_grace));
        PaidAnswer answer;
        ModelPrice? paid;
        try
        {
            var response = await base.GetResponseAsync(messages, options, own.Token);
            (answer, paid) = (PaidAnswer.Of(response), BatchChatClient.Came(response) ? price?.InBatch : price);
        }
        catch (Exception error)
        {
            var failure = error switch
            {
                ChatCallException e => e.Failure,
                ChatException e => e.Failure,
                OperationCanceledException => CallFailure.UnknownOutcome,
                _ => CallFailure.Other,
            };
            await ledger.FailAsync(id, failure, error.Message, trace, Stopwatch.GetElapsedTime(began));
            cancel.ThrowIfCancellationRequested();
            throw;
        }
        var cost = answer.Tokens is null ? null : paid?.Of(answer.Input ?? 0, answer.Output ?? 0, Math.Min(answer.Cached ?? 0, answer.Input ?? 0));
        await ledger.EndAsync(id, answer, cost, trace, Stopwatch.GetElapsedTime(began));
        return answer.ToResponse();
    }
}
