using System.CommandLine;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Cli.Commands;

/// <summary><c>aop glossary</c>: the words of reports and documents.</summary>
internal static class GlossaryCommand
{
    public const string Name = "glossary";

    public const string Description = "Says what the words of reports and documents mean.";

    public static Command Create()
    {
        var markdown = new Option<bool>("--markdown") { Description = "Writes docs/glossary.md." };
        var command = new Command(Name, Description) { markdown };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown)) System.Console.Out.Write(Glossary.ToMarkdown());
            else foreach (var term in Glossary.Terms) System.Console.Out.WriteLine($"{term.Word,-17}{term.Meaning}");
            return 0;
        });
        return command;
    }
}
