using System.Globalization;
using AlwaysOnPolicy.Web.Annotation.Records;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Annotation.Storage;

/// <summary>Writes what raters say. When a call returns, what it saved is on disk.</summary>
internal sealed class EventWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find, _task, _insert, _point, _remove;

    public EventWriter(SqliteConnection connection)
    {
        _connection = connection;
        _find = Prepared("SELECT position, choice, reason, note FROM event WHERE rater = $rater AND key = $key", "$rater", "$key");
        _task = Prepared("SELECT 1 FROM task WHERE rater = $rater AND position = $position", "$rater", "$position");
        _insert = Prepared("INSERT INTO event (rater, position, key, choice, reason, note, at) " +
            "VALUES ($rater, $position, $key, $choice, $reason, $note, $at) RETURNING number",
            "$rater", "$position", "$key", "$choice", "$reason", "$note", "$at");
        _point = Prepared("INSERT INTO verdict VALUES ($rater, $position, $event) ON CONFLICT DO UPDATE SET event = excluded.event",
            "$rater", "$position", "$event");
        _remove = Prepared("DELETE FROM verdict WHERE rater = $rater AND position = $position", "$rater", "$position");
    }

    /// <summary>All in one transaction, in their order.</summary>
    /// <exception cref="SqliteException">Nothing was saved.</exception>
    public SavedOutcome[] Save(IReadOnlyList<(ChoiceEvent Event, DateTimeOffset At)> events)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var command in new[] { _find, _task, _insert, _point, _remove }) command.Transaction = transaction;
        SavedOutcome[] outcomes = [.. events.Select(e => Save(e.Event, e.At))];
        transaction.Commit();
        return outcomes;
    }

    public void Dispose()
    {
        foreach (var command in new[] { _find, _task, _insert, _point, _remove }) command.Dispose();
        _connection.Dispose();
    }

    /// <summary>SQLite's number for it; 2 is FULL.</summary>
    internal long SynchronousMode() => Database.Read(_connection, "PRAGMA synchronous", row => row.GetInt64(0)).Single();

    internal static Choice ChoiceOf(string word) => Enum.Parse<Choice>(word, ignoreCase: true);

    private static string Word(Choice choice) => choice.ToString().ToLowerInvariant();

    private SavedOutcome Save(ChoiceEvent said, DateTimeOffset at)
    {
        using (var earlier = With(_find, said.Rater, said.Key).ExecuteReader())
        {
            if (earlier.Read())
                return (earlier.GetInt32(0), earlier.GetString(1), Database.Text(earlier, 2), Database.Text(earlier, 3))
                    == (said.Position, Word(said.Choice), said.Reason, said.Note) ? SavedOutcome.AlreadySaved : SavedOutcome.KeyUsed;
        }
        if (With(_task, said.Rater, said.Position).ExecuteScalar() is null) return SavedOutcome.NoSuchTask;
        var number = With(_insert, said.Rater, said.Position, said.Key, Word(said.Choice), said.Reason, said.Note,
            at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)).ExecuteScalar();
        if (said.Choice == Choice.Undo) With(_remove, said.Rater, said.Position).ExecuteNonQuery();
        else With(_point, said.Rater, said.Position, number).ExecuteNonQuery();
        return SavedOutcome.Saved;
    }

    private static SqliteCommand With(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

#pragma warning disable CA2100 // the SQL is this file's own
    private SqliteCommand Prepared(string sql, params string[] names)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names) command.Parameters.Add(new SqliteParameter(name, DBNull.Value));
        return command;
    }
#pragma warning restore CA2100
}
