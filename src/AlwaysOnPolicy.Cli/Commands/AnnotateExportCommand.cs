using System.CommandLine;
using AlwaysOnPolicy.Web.Annotation.Formats;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate export</c>: verdicts, or the task for another tool.</summary>
internal static class AnnotateExportCommand
{
    public static Command Create()
    {
        var study = new AnnotationOptions();
        var format = AnnotationFormatOption.Create();
        var to = new Option<string?>("--to")
        {
            HelpName = "path",
            Description = "The file, of potato the folder; jsonl and csv go to standard output unless given.",
        };
        var command = new Command("export", "Writes each rater's verdicts, mapped back to who wrote the answers; or, for those who rate with Potato or " +
            "Argilla, the items without names. With --pair, or --a and --b, it begins the evaluation if it is not there.\n\n" +
            "Example: aop annotate export runs/first/annotation/aop-2-sop-2 --format csv --to verdicts.csv") { format, to };
        study.AddTo(command);
        command.SetAction((parsed, cancel) => AnnotationOptions.Names.SayAsync(async () =>
        {
            var (form, path) = (AnnotationFormatOption.Read(parsed.GetValue(format)!), parsed.GetValue(to));
            var store = await study.OpenAsync(parsed, null, cancel);
            if (path is not null)
            {
                AnnotationFiles.Export(store, form, path);
                System.Console.WriteLine($"Written: {Path.GetFullPath(path)}");
            }
            else if (form is AnnotationFormat.Jsonl or AnnotationFormat.Csv) System.Console.Write(AnnotationFiles.Text(store, form));
            else
            {
                var what = form == AnnotationFormat.Potato ? "folder" : "file";
                throw new SettingsException($"--format {parsed.GetValue(format)} needs --to: name the {what}.");
            }
            return 0;
        }));
        return command;
    }
}
