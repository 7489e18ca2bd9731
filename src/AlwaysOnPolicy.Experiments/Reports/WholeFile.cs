using System.Text;

namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>Files that a reader never sees half written. A report can be made again, so nothing is flushed to disk.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(string path, string text) => Write(path, s_utf8.GetBytes(text));

    public static void Write(string path, byte[] content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }
}
