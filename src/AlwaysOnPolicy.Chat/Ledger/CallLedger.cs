using System.Collections.Concurrent;
using System.Globalization;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A run's paid calls, in one SQLite file: each is there before it is sent, and its answer before that is used. Safe from any thread, and from
/// several processes on one file.</summary>
public sealed class CallLedger : IDisposable
{
    /// <summary>Of the file in a run's folder.</summary>
    public const string FileName = "ledger.sqlite";

    private static readonly ConcurrentDictionary<string, bool> s_open = new();
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly LedgerWriter _writer;

    /// <summary>Opens a ledger, and makes it where there is none. Calls that were under way when their process ended count as of unknown outcome from now
    /// on.</summary>
    /// <exception cref="StorageException">The file cannot be opened or is no ledger of this version.</exception>
    public CallLedger(string file)
    {
        _writer = new LedgerWriter(file);
        s_open[_session] = true;
        var process = Environment.ProcessId;
        _writer.DoAsync(c =>
        {
            EndDeadSessions(c);
            return c.Run("INSERT INTO sessions VALUES ($0, $1, $2, $3)", _session, process, ProcessIdentity.Of(process) ?? "", Environment.MachineName);
        }).GetAwaiter().GetResult();
    }

    /// <summary>Calls of which this session still waits for an answer are of unknown outcome.</summary>
    public void Dispose()
    {
        s_open.TryRemove(_session, out _);
        try
        {
            _writer.DoAsync(c => EndSession(c, _session)).GetAwaiter().GetResult();
        }
        catch (StorageException)
        {
            // whoever opens it next does the same
        }
        _writer.Dispose();
    }

    /// <summary>Records a call that is about to be sent, where it was not answered before and the budget has room. One that goes on with
    /// what was sent by a process that ended keeps that one's row, and is charged once.</summary>
    internal Task<Beginning> BeginAsync(PlannedCall call, CallBudget budget) => _writer.DoAsync<Beginning>(c =>
    {
        var there = c.Read($"SELECT state, {PaidAnswer.Columns} FROM calls WHERE key = $0 AND state IN ('sent', 'answered')",
            r => r.GetString(0) == "sent" ? null : PaidAnswer.Read(r, 1), call.Key);
        if (there is [{ } answer]) return new Beginning.Answered(answer);
        if (there.Count > 0 && EndDeadSessions(c) == 0) return new Beginning.Wait();
        if (call.GoesOn && c.Scalar("SELECT MAX(id) FROM calls WHERE key = $0 AND state = 'unknown'", call.Key) is long known)
        {
            c.Run("UPDATE calls SET state = 'sent', session = $1, ended = NULL, failure = NULL, error = NULL, seal = NULL WHERE id = $0", known, _session);
            return new Beginning.Recorded(known);
        }
        if (budget.Counts(call.Purpose.Stage) && LedgerTotals.Read(c).Lack(call, budget) is { } lack)
            return EndDeadSessions(c) == 0 && c.Scalar("SELECT 1 FROM calls WHERE state = 'sent' LIMIT 1") is null
                ? new Beginning.Spent(lack) : new Beginning.Wait();
        c.Run("INSERT INTO calls (key, sample, state, session, stage, label, provider, model, sent, tokens, money) " +
            "VALUES ($0, $1, 'sent', $2, $3, $4, $5, $6, $7, $8, $9)", call.Key, call.Sample, _session, call.Purpose.Stage, call.Purpose.Label,
            Word(call.Provider), call.Model, Now(), call.Tokens, call.Money is { } money ? Money.ToUnits(money) : null);
        return new Beginning.Recorded((long)c.Scalar("SELECT last_insert_rowid()")!);
    });

    /// <summary>Records an answer; it may be used when the task has ended.</summary>
    /// <param name="money">What it cost; null leaves what was reserved.</param>
    internal Task EndAsync(long id, PaidAnswer answer, decimal? money, CallTrace trace, TimeSpan took) => _writer.DoAsync(c => Sealed(c, id, c.Run(
        "UPDATE calls SET state = 'answered', ended = $1, attempts = $2, lost_attempts = $3, milliseconds = $4, " +
        "tokens = COALESCE($5, tokens) + tokens * $3, money = COALESCE($6, money) + money * $3, " +
        "answer = $7, refusal = $8, finish_reason = $9, input_tokens = $10, cached_tokens = $11, output_tokens = $12, thinking_tokens = $13, failure = $14 " +
        "WHERE id = $0", id, Now(), trace.Attempts, trace.Lost, (long)took.TotalMilliseconds, answer.Tokens,
        money is { } cost ? Money.ToUnits(cost) : null, answer.Text, answer.Refusal, answer.FinishReason, answer.Input, answer.Cached, answer.Output,
        answer.Thinking, answer.Failure is { } failure ? Word(failure) : null)));

    /// <summary>Records that no answer came. What nobody knows to be free stays charged.</summary>
    internal Task FailAsync(long id, CallFailure failure, string error, CallTrace trace, TimeSpan took)
    {
        var paid = trace.Lost + (failure is CallFailure.UnknownOutcome or CallFailure.Unreadable ? 1 : 0);
        return _writer.DoAsync(c => Sealed(c, id, c.Run(
            "UPDATE calls SET state = $1, ended = $2, attempts = $3, lost_attempts = $4, milliseconds = $5, failure = $6, error = $7, tokens = tokens * $8, " +
            "money = money * $8 WHERE id = $0", id, failure == CallFailure.UnknownOutcome ? "unknown" : "failed", Now(), trace.Attempts, trace.Lost,
            (long)took.TotalMilliseconds, Word(failure), KnownSecrets.Hide(error), paid)));
    }

    private static int Sealed(LedgerConnection c, long id, int rows)
    {
        c.Run($"{LedgerSeal.Seal}id = $0", id);
        return rows;
    }

    private static string Word(Enum value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <returns>How many calls were found whose process has ended.</returns>
    private static int EndDeadSessions(LedgerConnection c)
    {
        var dead = c.Read("SELECT id, process, identity, machine FROM sessions", r => (Id: r.GetString(0), Process: r.GetInt32(1), Identity: r.GetString(2),
            Machine: r.GetString(3))).Where(s => !IsAlive(s.Id, s.Process, s.Identity, s.Machine));
        return dead.Sum(s => EndSession(c, s.Id));
    }

    /// <summary>Nobody here can tell of another machine's; it counts as there.</summary>
    private static bool IsAlive(string id, int process, string identity, string machine) => machine != Environment.MachineName
        || (process == Environment.ProcessId && s_open.ContainsKey(id)) || (process != Environment.ProcessId && ProcessIdentity.Of(process) == identity);

    private static int EndSession(LedgerConnection c, string session)
    {
        var calls = c.Run("UPDATE calls SET state = 'unknown', ended = $1, failure = $2 WHERE session = $0 AND state = 'sent'", session, Now(),
            Word(CallFailure.UnknownOutcome));
        if (calls > 0) c.Run($"{LedgerSeal.Seal}session = $0 AND state = 'unknown'", session);
        c.Run("DELETE FROM sessions WHERE id = $0", session);
        return calls;
    }
}
