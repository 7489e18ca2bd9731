namespace AlwaysOnPolicy.Web.Annotation.Formats;

/// <summary>In what form verdicts leave and come.</summary>
public enum AnnotationFormat
{
    /// <summary>A verdict a line: <see cref="ExportLine"/>.</summary>
    Jsonl,

    /// <summary>The same as a table.</summary>
    Csv,

    /// <summary>A folder that Potato serves: config.yaml, the items, and each rater's user_state.json.</summary>
    Potato,

    /// <summary>Records as Argilla's <c>to_json</c> writes and <c>from_json</c> reads them.</summary>
    Argilla,
}
