using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Writes a judging's files: judging.json for programs, judging.html for people, judging.md for a repository, and of each judge an annotation file as
/// AlpacaEval has them.</summary>
internal static class JudgingReportWriter
{
    /// <returns>The full path of judging.html.</returns>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(JudgingReport report, string folder)
    {
        try
        {
            var page = new TablePage(report.Title, JudgingTables.Sentences(report),
                [.. JudgingTables.Of(report), .. JudgingTables.Answers(report) is { } answers ? [answers] : Array.Empty<TextTable>()], report.Facts);
            Durable.WriteText(Path.Combine(folder, "judging.json"), JsonSerializer.Serialize(report, ArtifactJson.Indented) + "\n");
            Durable.WriteText(Path.Combine(folder, "judging.md"), page.Markdown());
            var file = Path.Combine(Path.GetFullPath(folder), "judging.html");
            Durable.WriteText(file, page.Html());
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }

    /// <summary>NAME.json by judge: characters that not every system takes in a file's name become hyphens, and names that are then one are numbered.</summary>
    public static IReadOnlyList<string> AnnotationFiles(IReadOnlyList<string> judges)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. judges.Select(File)];

        string File(string judge)
        {
            var name = string.Concat(judge.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
            var file = $"{name}.json";
            for (var number = 2; !taken.Add(file); number++) file = $"{name}-{number}.json";
            return file;
        }
    }

    /// <summary>annotations/FILE: A is the second answer, the model that is measured, B the first, its baseline.</summary>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static void WriteAnnotations(JudgedSides sides, string judge, IReadOnlyList<AnsweredQuestion> a, IReadOnlyList<AnsweredQuestion> b,
        IReadOnlyList<Verdict> verdicts, string folder, string name)
    {
        var file = Path.Combine(Path.GetFullPath(folder), "annotations", name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            Durable.WriteText(file, AlpacaEvalAnnotation.Write([.. verdicts.Select((v, i) => new AlpacaEvalAnnotation(
                a[i].Question.Text, a[i].Question.Domain, b[i].Answer, sides.NameB, a[i].Answer, sides.NameA, judge,
                AlpacaEvalAnnotation.PreferenceOf(v.Preference)))]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(file, e);
        }
    }
}
