using System.CommandLine;
using AlwaysOnPolicy.Web.Annotation.Formats;
using AlwaysOnPolicy.Web.Annotation.Storage;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate import</c>: verdicts that were given elsewhere.</summary>
internal static class AnnotateImportCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("folder") { Description = "The evaluation's folder, or the run that holds it." };
        var format = AnnotationFormatOption.Create();
        var from = new Option<string>("--from") { HelpName = "path", Description = "The file, of potato the folder.", Required = true };
        var command = new Command("import", "Adds verdicts that raters gave elsewhere, on the items that 'aop annotate export' wrote. What is there stays; " +
            "one that differs from it is an error, and then nothing is added.\n\n" +
            "Example: aop annotate import runs/first --format potato --from potato/annotation_output") { place, format, from };
        command.SetAction(parsed =>
        {
            var store = AnnotationStore.Open(AnnotationOptions.Only(parsed.GetValue(place)!));
            var done = AnnotationFiles.Import(store, AnnotationFormatOption.Read(parsed.GetValue(format)!), parsed.GetValue(from)!);
            System.Console.WriteLine($"{done.Added} verdicts added, {done.Known} were there" +
                (done.Raters.Count > 0 ? $"; new raters: {string.Join(", ", done.Raters)}." : "."));
            return 0;
        });
        return command;
    }
}
