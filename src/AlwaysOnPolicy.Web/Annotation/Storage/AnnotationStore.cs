using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Web.Annotation.Records;
using Microsoft.Data.Sqlite;

namespace AlwaysOnPolicy.Web.Annotation.Storage;

/// <summary>A human evaluation's folder: one SQLite file with items, raters, their tasks and every word they said.</summary>
public sealed class AnnotationStore
{
    internal const string FileName = "annotation.db";
    private readonly Database _database;

    private AnnotationStore(string folder, Database database, AnnotationSettings settings) =>
        (Folder, _database, Settings) = (folder, database, settings);

    /// <summary>The evaluation's folder.</summary>
    public string Folder { get; }

    /// <summary>What was fixed when the folder was made.</summary>
    public AnnotationSettings Settings { get; }

    /// <summary>Whether a folder holds a human evaluation.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Makes a folder for a new evaluation.</summary>
    /// <param name="items">As many as the settings say, attention checks after them.</param>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static AnnotationStore Create(string folder, AnnotationSettings settings, IReadOnlyList<AnnotationItem> items)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(folder);
            var database = new Database(Path.Combine(folder, FileName));
            using var connection = database.Open(create: true);
            using var transaction = connection.BeginTransaction();
            Database.Run(connection, Schema.Tables);
            Database.Run(connection, "INSERT INTO study VALUES (1, $settings)", ("$settings", JsonSerializer.Serialize(settings, ArtifactJson.Compact)));
            foreach (var item in items)
                Database.Run(connection, "INSERT INTO item VALUES ($number, $id, $domain, $question, $a, $b, $check)", ("$number", item.Number),
                    ("$id", item.Id), ("$domain", item.Domain), ("$question", item.Question), ("$a", item.A), ("$b", item.B), ("$check", item.IsCheck));
            Database.Run(connection, "INSERT INTO rater VALUES (0, 'administrator', NULL)");
            transaction.Commit();
            return new(folder, database, settings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
    }

    /// <summary>Opens the evaluation of a folder.</summary>
    /// <exception cref="SettingsException">The folder holds no human evaluation.</exception>
    /// <exception cref="StorageException">It is damaged.</exception>
    public static AnnotationStore Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (!IsIn(folder)) throw new SettingsException($"'{folder}' holds no human evaluation: it has no {FileName}. Name the folder that " +
            "'aop annotate serve' printed.");
        var database = new Database(Path.Combine(folder, FileName));
        try
        {
            using var connection = database.Open();
            var text = Database.Read(connection, "SELECT settings FROM study", row => row.GetString(0)).Single();
            return new(folder, database, JsonSerializer.Deserialize<AnnotationSettings>(text, ArtifactJson.Compact)!);
        }
        catch (Exception e) when (e is SqliteException or JsonException or InvalidOperationException)
        {
            throw new StorageException($"'{Path.Combine(folder, FileName)}' cannot be read: {e.Message} Put a copy of it back, or begin in another folder.", e);
        }
    }

    /// <summary>The writer of events; one at a time.</summary>
    internal EventWriter OpenWriter() => new(_database.Open());

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<AnnotationItem> Items()
    {
        using var connection = _database.Open();
        return Database.Read(connection, "SELECT number, id, domain, question, a, b, is_check FROM item ORDER BY number", row => new AnnotationItem(
            row.GetInt32(0), row.GetString(1), Database.Text(row, 2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetBoolean(6)));
    }

    /// <summary>The administrator first.</summary>
    public IReadOnlyList<Rater> Raters()
    {
        using var connection = _database.Open();
        return Database.Read(connection, "SELECT number, name, token_hash FROM rater ORDER BY number",
            row => new Rater(row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)));
    }

    /// <summary>A new rater with tasks in an order of their own.</summary>
    public Rater AddRater(string? name = null)
    {
        using var connection = _database.Open();
        using var transaction = connection.BeginTransaction();
        var number = Database.Read(connection, "SELECT max(number) + 1 FROM rater", row => row.GetInt32(0)).Single();
        var rater = new Rater(number, name ?? $"rater-{number}", null);
        Database.Run(connection, "INSERT INTO rater VALUES ($number, $name, NULL)", ("$number", number), ("$name", rater.Name));
        foreach (var task in TaskOrder.Of(Settings, number))
            Database.Run(connection, "INSERT INTO task VALUES ($rater, $position, $item, $kind, $bFirst)", ("$rater", number), ("$position", task.Position),
                ("$item", task.Item), ("$kind", Word(task.Kind)), ("$bFirst", task.BFirst));
        transaction.Commit();
        return rater;
    }

    internal void SetTokenHash(int rater, byte[] hash)
    {
        using var connection = _database.Open();
        Database.Run(connection, "UPDATE rater SET token_hash = $hash WHERE number = $rater", ("$hash", hash), ("$rater", rater));
    }

    /// <summary>In the rater's own order.</summary>
    public IReadOnlyList<RaterTask> Tasks(int rater)
    {
        using var connection = _database.Open();
        return Database.Read(connection, "SELECT position, item, kind, b_first FROM task WHERE rater = $rater ORDER BY position",
            row => new RaterTask(row.GetInt32(0), row.GetInt32(1), Kind(row.GetString(2)), row.GetBoolean(3)), ("$rater", rater));
    }

    /// <summary>What counts of a rater's words, by position.</summary>
    internal IReadOnlyDictionary<int, (Choice Choice, string? Note)> Choices(int rater)
    {
        using var connection = _database.Open();
        return Database.Read(connection, "SELECT v.position, e.choice, e.note FROM verdict v JOIN event e ON e.number = v.event WHERE v.rater = $rater",
            row => (Position: row.GetInt32(0), Choice: EventWriter.ChoiceOf(row.GetString(1)), Note: Database.Text(row, 2)), ("$rater", rater))
            .ToDictionary(r => r.Position, r => (r.Choice, r.Note));
    }

    /// <summary>Every rater's last word on every task, by rater and then in the rater's own order.</summary>
    public IReadOnlyList<RatedTask> Rated()
    {
        using var connection = _database.Open();
        return Database.Read(connection, """
            SELECT r.name, i.id, i.domain, t.kind, t.b_first, e.choice, e.reason, e.note, e.at FROM verdict v
            JOIN event e ON e.number = v.event JOIN task t ON t.rater = v.rater AND t.position = v.position
            JOIN item i ON i.number = t.item JOIN rater r ON r.number = v.rater ORDER BY v.rater, v.position
            """, row => new RatedTask(row.GetString(0), row.GetString(1), Database.Text(row, 2), Kind(row.GetString(3)), row.GetBoolean(4),
            EventWriter.ChoiceOf(row.GetString(5)).Preferred(row.GetBoolean(4)), Database.Text(row, 6), Database.Text(row, 7),
            DateTimeOffset.Parse(row.GetString(8), CultureInfo.InvariantCulture)));
    }

    /// <summary>How many words were said, those taken back or said anew included.</summary>
    public long Events()
    {
        using var connection = _database.Open();
        return Database.Read(connection, "SELECT count(*) FROM event", row => row.GetInt64(0)).Single();
    }

    internal IReadOnlyList<RaterProgress> Progress()
    {
        var rated = Rated().ToLookup(r => r.Rater, StringComparer.Ordinal);
        return [.. Raters().Where(r => r.Number > 0).Select(r =>
        {
            RatedTask[] own = [.. rated[r.Name]];
            var checks = own.Where(t => t.Kind == TaskKind.Check).ToArray();
            return new RaterProgress(r.Name, Tasks(r.Number).Count, own.Length, own.Count(t => t.Preference == Evaluation.Judging.Preference.Failed),
                checks.Count(t => t.Preference == Evaluation.Judging.Preference.A), checks.Length, own.Length == 0 ? null : own.Max(t => t.At));
        })];
    }

    private static string Word(TaskKind kind) => kind.ToString().ToLowerInvariant();

    private static TaskKind Kind(string word) => Enum.Parse<TaskKind>(word, ignoreCase: true);
}
