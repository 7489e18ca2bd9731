namespace AlwaysOnPolicy.Web.Annotation.Storage;

/// <summary>The tables. Events are only ever added; verdict points to the one that counts.</summary>
internal static class Schema
{
    public const string Tables = """
        CREATE TABLE study (id INTEGER PRIMARY KEY CHECK (id = 1), settings TEXT NOT NULL) STRICT;
        CREATE TABLE item (number INTEGER PRIMARY KEY, id TEXT NOT NULL, domain TEXT, question TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
            is_check INTEGER NOT NULL) STRICT;
        CREATE TABLE rater (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, token_hash BLOB) STRICT;
        CREATE TABLE task (rater INTEGER NOT NULL REFERENCES rater, position INTEGER NOT NULL, item INTEGER NOT NULL REFERENCES item, kind TEXT NOT NULL,
            b_first INTEGER NOT NULL, PRIMARY KEY (rater, position), UNIQUE (rater, item, kind)) STRICT, WITHOUT ROWID;
        CREATE TABLE event (number INTEGER PRIMARY KEY, rater INTEGER NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, choice TEXT NOT NULL,
            reason TEXT, note TEXT, at TEXT NOT NULL, UNIQUE (rater, key), FOREIGN KEY (rater, position) REFERENCES task) STRICT;
        CREATE TABLE verdict (rater INTEGER NOT NULL, position INTEGER NOT NULL, event INTEGER NOT NULL REFERENCES event, PRIMARY KEY (rater, position),
            FOREIGN KEY (rater, position) REFERENCES task) STRICT, WITHOUT ROWID;
        """;
}
