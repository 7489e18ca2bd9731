using System.CommandLine;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop annotate</c>: people compare the answers of two policies.</summary>
internal static class AnnotateCommand
{
    public const string Name = "annotate";

    public const string Description =
        "Lets people compare the answers of two policies, blind, and counts what they say (section 6.2 and " +
        "Table 4 of the paper).";

    public static Command Create() => new(Name, Description)
    {
        AnnotateServeCommand.Create(), AnnotateAgreementCommand.Create(), AnnotateExportCommand.Create(), AnnotateImportCommand.Create(),
    };
}
