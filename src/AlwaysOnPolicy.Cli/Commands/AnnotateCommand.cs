using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate</c>: people compare the answers of two policies.</summary>
internal static class AnnotateCommand
{
    public static Command Create() => new("annotate", "Lets people compare the answers of two policies, blind, and counts what they say (section 6.2 and " +
        "Table 4 of the paper).")
    {
        AnnotateServeCommand.Create(), AnnotateAgreementCommand.Create(), AnnotateExportCommand.Create(), AnnotateImportCommand.Create(),
    };
}
