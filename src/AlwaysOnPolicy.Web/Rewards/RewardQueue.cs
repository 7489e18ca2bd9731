using System.Diagnostics;
using System.Threading.Channels;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Web.Rewards;

/// <summary>Answers that wait for their reward: one thread scores them, as many together as the batch takes, and writes them down before
/// anybody is told.</summary>
internal sealed class RewardQueue : IDisposable
{
    private readonly Channel<Asked> _queue = Channel.CreateUnbounded<Asked>(new() { SingleReader = true });   // bounded by the count of answers
    private readonly CancellationTokenSource _stopping = new();
    private readonly IRewardModel _model;
    private readonly QuadrupleFile _file;
    private readonly RewardServerOptions _options;
    private readonly Thread _loop;
    private double _secondsAnAnswer;
    private int _waiting;

    public RewardQueue(IRewardModel model, QuadrupleFile file, RewardServerOptions options)
    {
        (_model, _file, _options) = (model, file, options);
        _loop = new Thread(Run) { IsBackground = true, Name = "rewards" };
        _loop.Start();
    }

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>About how long it takes until all who wait now have their rewards, in whole seconds, from 1 to 60.</summary>
    public int SecondsToWait => (int)Math.Clamp(Math.Ceiling(Waiting * Volatile.Read(ref _secondsAnAnswer)), 1, 60);

    /// <param name="gone">Where the client goes before its turn, its answers are not scored.</param>
    /// <returns>Their rewards, when they are on disk; null where too many wait already.</returns>
    public Task<double[]>? TryAsk(IReadOnlyList<AskedAnswer> answers, CancellationToken gone)
    {
        if (answers.Count == 0) return Task.FromResult<double[]>([]);
        if (Interlocked.Add(ref _waiting, answers.Count) > _options.Waiting)
        {
            Interlocked.Add(ref _waiting, -answers.Count);
            return null;
        }
        var asked = new Asked(answers, new(TaskCreationOptions.RunContinuationsAsynchronously), gone);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(asked), this);
        return asked.Rewards.Task;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _stopping.Cancel();
        _loop.Join();
        _stopping.Dispose();
    }

    // Models compute on the calling thread, and torch keeps its state a thread: all of them on this one.
    private void Run()
    {
        var reader = _queue.Reader;
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            List<Asked> batch = [];
            for (var count = 0; reader.TryPeek(out var next) && (count == 0 || count + next.Answers.Count <= _options.BatchSize); count += next.Answers.Count)
            {
                reader.TryRead(out _);
                batch.Add(next);
            }
            Score(batch.FindAll(asked => !asked.Gone.IsCancellationRequested || !asked.Rewards.TrySetCanceled(asked.Gone)));
            Interlocked.Add(ref _waiting, -batch.Sum(asked => asked.Answers.Count));
        }
    }

    private void Score(List<Asked> batch)
    {
        AskedAnswer[] answers = [.. batch.SelectMany(asked => asked.Answers)];
        if (answers.Length == 0) return;
        try
        {
            var began = Stopwatch.GetTimestamp();
            var rewards = _model.ScoreAsync([.. answers.Select(a => new Exchange(a.Question.Text, a.Answer, a.Ended))], _stopping.Token)
                .AsTask().GetAwaiter().GetResult();
            if (Array.FindIndex(rewards, r => !double.IsFinite(r)) is >= 0 and var odd)
                throw new CheckpointException($"The reward of an answer to '{answers[odd].Question.Id}' is no number: the reward model's weights are " +
                    "damaged, or too large for their type.");
            _file.Add(answers, rewards);
            Volatile.Write(ref _secondsAnAnswer, Stopwatch.GetElapsedTime(began).TotalSeconds / answers.Length);
            var at = 0;
            foreach (var asked in batch)
            {
                asked.Rewards.TrySetResult(rewards[at..(at + asked.Answers.Count)]);
                at += asked.Answers.Count;
            }
        }
        catch (Exception e)
        {
            foreach (var asked in batch) asked.Rewards.TrySetException(e);
        }
    }

    private sealed record Asked(IReadOnlyList<AskedAnswer> Answers, TaskCompletionSource<double[]> Rewards, CancellationToken Gone);
}
