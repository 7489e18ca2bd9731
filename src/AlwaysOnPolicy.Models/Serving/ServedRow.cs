using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Models.Serving;

/// <summary>An answer that waits or grows: what came of it goes to whoever asked.</summary>
internal sealed class ServedRow(int index, ServedRequest request, TextStream text, TokenTexts texts, RowGroup group)
{
    private readonly List<AnswerToken> _held = [];
    private int _drawn;

    public ServedRequest Request => request;

    /// <summary>The answer begins to grow.</summary>
    /// <param name="version">Of the policy that draws it.</param>
    /// <exception cref="SettingsException">Another answer of those that were asked for together was drawn by another policy.</exception>
    public void Begin(string? version) => group.Begin(version);

    /// <summary>Whether nobody waits for it: whoever asked is gone, or was told that another of their answers failed.</summary>
    public bool IsGivenUp => group.Cancel.IsCancellationRequested || group.IsFailed;

    /// <summary>Tokens that it may still get.</summary>
    public int Left => request.Sampling.MaxNewTokens - _drawn;

    /// <summary>Takes a token that was drawn.</summary>
    /// <returns>Whether the answer is over.</returns>
    /// <exception cref="Exception">Why it got none.</exception>
    public bool Add(GeneratedToken token)
    {
        if (token.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        _drawn++;
        var said = "";
        var ends = token.End == GenerationEnd.EndOfText;   // what ends an answer is no part of its text
        if (!ends || request.TellsEnding)
        {
            if (token.LogProbability is { } logprob)
                _held.Add(new(texts.Of(token.Id, logprob), text.Length, [.. token.Likeliest.Select(t => texts.Of(t.Id, t.LogProbability))]));
            if (!ends) said = text.Add(token.Id);
        }
        if (token.End is not null && !text.IsStopped) said += text.End();
        AnswerFinish? finish = text.IsStopped || ends ? AnswerFinish.Stop : token.End is null ? null : AnswerFinish.Length;
        AnswerToken[] given = finish is null || text.IsStopped ? [.. _held.TakeWhile(t => t.Offset < text.Given)] : [.. _held];
        _held.RemoveRange(0, given.Length);
        if (said.Length > 0 || given.Length > 0 || finish is not null) group.Tell(new(index, said, given, _drawn, finish) { Version = group.Version });
        return finish is not null;
    }

    public void Fail(Exception error) => group.Fail(error);

    /// <summary>It came to nothing: whoever asked is gone.</summary>
    public void GiveUp() => group.Fail(new OperationCanceledException(group.Cancel));
}

/// <summary>The answers that were asked for together.</summary>
internal sealed class RowGroup(ChannelWriter<AnswerPart> parts, int rows, CancellationToken cancel)
{
    private int _left = rows;
    private bool _hasBegun;

    public CancellationToken Cancel => cancel;

    public bool IsFailed { get; private set; }

    /// <summary>Of the policy that draws the answers.</summary>
    public string? Version { get; private set; }

    public void Begin(string? version)
    {
        if (_hasBegun && Version != version) throw new SettingsException("The policy was changed while the request waited for its turn: ask again.");
        (_hasBegun, Version) = (true, version);
    }

    public void Tell(AnswerPart part)
    {
        parts.TryWrite(part);
        if (part.Finish is not null && --_left == 0) parts.TryComplete();
    }

    public void Fail(Exception error)
    {
        IsFailed = true;
        parts.TryComplete(error);
    }
}
