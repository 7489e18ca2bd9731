using System.CommandLine;
using AlwaysOnPolicy.Web.Annotation.Formats;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>--format</c> of verdicts.</summary>
internal static class AnnotationFormatOption
{
    public static Option<string> Create()
    {
        var option = new Option<string>("--format")
        {
            HelpName = string.Join('|', Enum.GetValues<AnnotationFormat>().Select(Word)),
            Description = "jsonl and csv have a verdict a line; potato is a folder that Potato serves, argilla a list of records.",
            DefaultValueFactory = _ => Word(AnnotationFormat.Jsonl),
        };
        WordOption.Accept(option, [.. Enum.GetValues<AnnotationFormat>().Select(Word)]);
        return option;
    }

    public static AnnotationFormat Read(string word) => Enum.Parse<AnnotationFormat>(word, ignoreCase: true);

    private static string Word(AnnotationFormat format) => format.ToString().ToLowerInvariant();
}
