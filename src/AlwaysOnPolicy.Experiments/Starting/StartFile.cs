using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Starting;

/// <summary>A settings file that is written for a user to begin with.</summary>
internal sealed partial class StartFile
{
    private const string PlainTemplate = "Question: {question}\nAnswer:";
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int NoteColumn = 44;
    private static readonly DataColumns s_columns = new();

    /// <exception cref="SettingsException">It is there already.</exception>
    public StartFile(string path)
    {
        if (System.IO.Path.Exists(path)) throw new SettingsException($"'{path}' is there already: name another file with --out.");
        Path = path;
    }

    public string Path { get; }

    /// <summary>From which its relative paths count.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The model's own chat template, or a plain one where it has none.</summary>
    public static string TemplateFor(string folder) =>
        ModelFolder.LoadTokenizer(folder).Template is null ? PlainTemplate : PromptFormatOptions.Chat;

    public static string Quote(string text) => JsonSerializer.Serialize(text, s_json);

    public static string Number(double value) => value.ToString("0.0#########", CultureInfo.InvariantCulture);

    /// <summary>A path as the file says it.</summary>
    public string Place(string path) =>
        Quote(System.IO.Path.IsPathRooted(path) ? System.IO.Path.GetRelativePath(Folder, path).Replace('\\', '/') : path);

    /// <summary>A data set as the file says it; columns where they have other names than usual.</summary>
    public string Data(DataSource source, DataUse use)
    {
        var own = source.For(use).Columns;
        (string Name, string Own, string Usual)[] columns =
        [
            ("id", own.Id, s_columns.Id), ("domain", own.Domain, s_columns.Domain), ("question", own.Question, s_columns.Question),
            ("answer", own.Answer, s_columns.Answer), ("chosen", own.Chosen, s_columns.Chosen), ("rejected", own.Rejected, s_columns.Rejected),
            ("margin", own.Margin, s_columns.Margin),
        ];
        string[] named = [.. columns.Where(c => c.Own != c.Usual).Select(c => $"{c.Name}: {Quote(c.Own)}")];
        return $"{{ path: {Place(source.Path)}, format: {SettingsKey.WordOf(source.Format)}" +
            $"{(named.Length > 0 ? $", columns: {{ {string.Join(", ", named)} }}" : "")} }}";
    }

    /// <summary>Writes the file, its notes below each other.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Write(string text)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            Durable.WriteText(Path, Note().Replace(text.ReplaceLineEndings("\n"), m => $"{m.Groups["setting"].Value.PadRight(NoteColumn)}  # "));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path, e);
        }
    }

    /// <summary>What stands before a note on the same line; a # in quotes begins none.</summary>
    [GeneratedRegex("""^(?<setting> *[a-z-](?:[^"#\n]|"(?:[^"\\\n]|\\.)*")*?) +# """, RegexOptions.Multiline)]
    private static partial Regex Note();
}
