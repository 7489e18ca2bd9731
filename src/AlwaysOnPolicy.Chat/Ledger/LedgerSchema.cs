namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>The tables of a ledger.</summary>
internal static class LedgerSchema
{
    /// <summary>Raised when the tables change their meaning.</summary>
    public const long Version = 2;

    /// <summary>Of ledgers whose calls carry no hash.</summary>
    public const long Unsealed = 1;

    /// <summary>Brings one of those to this version; what is in it stays without.</summary>
    public const string FromUnsealed = "ALTER TABLE calls ADD COLUMN seal TEXT;";

    /// <summary>States of a call: sent, answered, failed, unknown. A request is sent by one process at a time, and is answered once.</summary>
    /// <remarks><c>money</c> is in units of 10⁻¹² (<see cref="Money"/>); it and <c>tokens</c> are what the call is charged with: at first what it may use at
    /// most, in the end what it used, and the most once more for each attempt that was lost on the way. <c>seal</c> is the hash of a call that has
    /// ended (<see cref="LedgerSeal"/>).</remarks>
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, process INTEGER NOT NULL, identity TEXT NOT NULL, machine TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS calls (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, sample TEXT NOT NULL, state TEXT NOT NULL, session TEXT NOT NULL,
            stage TEXT NOT NULL, label TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
            sent TEXT NOT NULL, ended TEXT, attempts INTEGER, lost_attempts INTEGER, milliseconds INTEGER,
            tokens INTEGER NOT NULL, money INTEGER,
            input_tokens INTEGER, cached_tokens INTEGER, output_tokens INTEGER, thinking_tokens INTEGER,
            answer TEXT, refusal TEXT, finish_reason TEXT, failure TEXT, error TEXT, seal TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS one_answer ON calls (key) WHERE state IN ('sent', 'answered');
        CREATE INDEX IF NOT EXISTS under_way ON calls (session) WHERE state = 'sent';
        CREATE TABLE IF NOT EXISTS totals (stage TEXT PRIMARY KEY, tokens INTEGER NOT NULL, money INTEGER NOT NULL);
        CREATE TRIGGER IF NOT EXISTS charged AFTER INSERT ON calls BEGIN
            INSERT INTO totals VALUES (NEW.stage, NEW.tokens, COALESCE(NEW.money, 0))
                ON CONFLICT (stage) DO UPDATE SET tokens = tokens + NEW.tokens, money = money + COALESCE(NEW.money, 0);
        END;
        CREATE TRIGGER IF NOT EXISTS settled AFTER UPDATE OF tokens, money ON calls BEGIN
            UPDATE totals SET tokens = tokens + NEW.tokens - OLD.tokens, money = money + COALESCE(NEW.money, 0) - COALESCE(OLD.money, 0)
                WHERE stage = NEW.stage;
        END;
        """;
}
